import Foundation

/// The TLS keywords that are added to a connection. A host that is not local must prove its name by a certificate of the
/// system's authorities, unless the user chose an sslmode.
struct TransportSecurity: Sendable, Equatable {
    let keywords: [(name: String, value: String)]
    /// Whether `verify-full` is Advisor's choice rather than the user's.
    var isImposed: Bool { !keywords.isEmpty }

    static let systemCertificates = "/etc/ssl/certs/ca-certificates.crt"

    init(
        host: String, isModeChosen: Bool, rootCertificate: String?,
        home: String = NSHomeDirectory(), fileExists: (String) -> Bool = FileManager.default.fileExists(atPath:)
    ) {
        guard !isModeChosen, !host.split(separator: ",").allSatisfy(Self.isLocal) else {
            keywords = []
            return
        }
        // libpq 15 has no sslrootcert=system; without a file of the user's own it would refuse to verify at all.
        let hasOwnCertificates = rootCertificate != nil || fileExists("\(home)/.postgresql/root.crt")
        keywords =
            [("sslmode", "verify-full")] + (hasOwnCertificates ? [] : [("sslrootcert", Self.systemCertificates)])
    }

    /// Unix sockets (paths and abstract names) and the loopback addresses.
    static func isLocal(_ host: some StringProtocol) -> Bool {
        host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") || host.lowercased() == "localhost" || host == "::1"
            || isLoopbackAddress(host)
    }

    private static func isLoopbackAddress(_ host: some StringProtocol) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    static func == (one: Self, other: Self) -> Bool { one.keywords.elementsEqual(other.keywords, by: ==) }
}
