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

    /// Of CREATE DATABASE.
    var clause: String {
        var clause =
            "ENCODING \(Quote.literal(encoding)) LC_COLLATE \(Quote.literal(collate)) LC_CTYPE \(Quote.literal(ctype))"
        guard provider != "libc", let locale else { return clause }
        clause += " LOCALE_PROVIDER \(Quote.identifier(provider))"
        return clause + (provider == "icu" ? " ICU_LOCALE " : " BUILTIN_LOCALE ") + Quote.literal(locale)
    }
}
