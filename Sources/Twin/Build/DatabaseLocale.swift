import Model

/// How a database was created.
struct DatabaseLocale {
    let encoding: String
    let version: String?
    private let provider: String
    private let collate: String
    private let ctype: String
    private let locale: String?

    init(_ section: Section) {
        encoding = section.count > 0 ? section[0, "encoding"].text ?? "UTF8" : "UTF8"
        provider = section.count > 0 ? section[0, "provider"].text ?? "libc" : "libc"
        collate = section.count > 0 ? section[0, "collate"].text ?? "C" : "C"
        ctype = section.count > 0 ? section[0, "ctype"].text ?? "C" : "C"
        locale = section.count > 0 ? section[0, "locale"].text : nil
        version = section.count > 0 ? section[0, "version"].text : nil
    }

    var label: String { provider == "libc" ? collate : "\(provider) \(locale ?? "")" }

    /// Whether it names a locale and no path.
    static func isName(_ text: String) -> Bool {
        let signs = Set("_.@=;-".utf8)
        return text.utf8.count < 100 && !text.contains("..")
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: signs.contains(byte)
                }
            }
    }

    /// Whether all of it is what servers call encodings and locales.
    var isPlain: Bool {
        [encoding, provider, collate, ctype, locale ?? ""].allSatisfy(Self.isName)
            && ["libc", "icu", "builtin"].contains(provider)
    }

    /// Of CREATE DATABASE.
    var clause: String {
        var clause =
            "ENCODING \(Quote.literal(encoding)) LC_COLLATE \(Quote.literal(collate)) LC_CTYPE \(Quote.literal(ctype))"
        guard provider != "libc", let locale else { return clause }
        clause += " LOCALE_PROVIDER \(Quote.identifier(provider))"
        return clause + (provider == "icu" ? " ICU_LOCALE " : " BUILTIN_LOCALE ") + Quote.literal(locale)
    }
}
