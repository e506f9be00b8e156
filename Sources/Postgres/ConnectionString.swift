import Model

/// The text by which a user names a target: the one place that tells its forms apart.
///
/// Whatever is wrong with it, no error repeats any of it: where a separator is missing or doubled, any part may be the password.
struct ConnectionString: Sendable {
    /// As libpq takes it.
    let secret: Secret
    /// What it is called in errors.
    private let name: String
    private let isURI: Bool
    /// The name that stands for a database, where that is all that was given.
    let bareDatabase: String?
    /// Parameters of other clients that were left out, by name.
    let ignoredParameters: [String]

    /// - Parameter target: a URI, a keyword string, the name of a service or of a database; nil or empty for DATABASE_URL and,
    ///   without it, the PG* variables.
    init(_ target: String?, environment: [String: String]) throws(PostgresError) {
        let isGiven = target.map { !$0.isEmpty } ?? false
        let text = isGiven ? target ?? "" : environment["DATABASE_URL"] ?? ""
        name = isGiven ? "the connection string" : "DATABASE_URL"
        isURI = ["postgres://", "postgresql://"].contains { text.utf8.starts(with: $0.utf8) }
        if isURI {
            try Self.checkURI(text, name)
            let (uri, names) = ForeignParameters.removed(from: text)
            secret = Secret(text: uri)
            ignoredParameters = names
            bareDatabase = nil
            return
        }
        ignoredParameters = []
        if text.isEmpty || text.holdsScalar(of: "=") && !Self.hasScheme(text) {
            secret = Secret(text: text)
            bareDatabase = nil
        } else {
            guard !Self.hasScheme(text) else {
                throw Self.unreadable(name, "it is a URI, but not one that begins with postgres:// or postgresql://")
            }
            guard text.allSatisfy({ $0.isLetter || $0.isNumber || "_-.$".contains($0) }) else {
                throw Self.unreadable(name, "it is neither a URI nor keywords and values, nor a bare name")
            }
            let keyword = ServiceFile.holds(service: text, environment) ? "service" : "dbname"
            secret = Secret(text: "\(keyword)='\(text)'")
            bareDatabase = keyword == "dbname" ? text : nil
        }
    }

    /// Whether it begins like a URI, with or without all of its signs.
    private static func hasScheme(_ text: String) -> Bool {
        let scheme = text.unicodeScalars.prefix { $0 != ":" && $0 != "/" && $0 != "=" && !$0.properties.isWhitespace }
        return text.unicodeScalars.dropFirst(scheme.count).first.map { $0 == ":" || $0 == "/" } ?? false
    }

    /// libpq takes an @ for the end of the password only before the first slash: any other may stand in the middle of one.
    private static func checkURI(_ uri: String, _ name: String) throws(PostgresError) {
        let rest = uri.unicodeScalars.drop { $0 != "/" }.dropFirst(2)
        let credentials = rest.prefix { $0 != "/" }.contains("@") ? 1 : 0
        guard rest.count(where: { $0 == "@" }) <= credentials else {
            throw unreadable(name, "it has an @ where none may stand")
        }
        guard !rest.contains(where: \.properties.isWhitespace) else {
            throw unreadable(name, "it has white space in it")
        }
    }

    // MARK: What libpq made of it

    /// Throws where a part that would be printed (host, port, user, database) cannot be one: then the string was not what its
    /// author meant, and the part may hold the password.
    func check(host: String, port: String, user: String, database: String) throws(PostgresError) {
        for host in host.split(separator: ",", omittingEmptySubsequences: false) where !Self.isHost(host) {
            throw Self.unreadable(name, "the host is not a host name, an address or a folder")
        }
        for port in port.split(separator: ",", omittingEmptySubsequences: false) where !port.isEmpty {
            guard port.allSatisfy(\.isASCIIDigit), let number = Int(port), (1...65_535).contains(number) else {
                throw Self.unreadable(name, "the port is not a number from 1 to 65535")
            }
        }
        guard !user.holdsScalar(of: ":=?#&;[]\n\r"), !user.contains("//"), !Self.namesPassword(user) else {
            throw Self.unreadable(name, "the user name has a character that belongs to a connection string")
        }
        guard !database.holdsScalar(of: ":=@?#&;[]\n\r"), !(isURI && database.holdsScalar(of: "/")),
            !Self.namesPassword(database)
        else {
            throw Self.unreadable(name, "the database name has a character that belongs to a connection string")
        }
    }

    /// `user='u password secret'`: a keyword that lost its sign.
    private static func namesPassword(_ text: some StringProtocol) -> Bool { text.lowercased().contains("passw") }

    private static func isHost(_ host: Substring) -> Bool {
        if host.isEmpty { return true }
        if namesPassword(host) { return false }
        if host.utf8.first == UInt8(ascii: "/") { return !host.holdsScalar(of: "@=?\n\r") }
        if host.holdsScalar(of: ":") { return host.allSatisfy { $0.isHexDigit || ":.%".contains($0) } }
        // An abstract socket begins with an @.
        return host.dropFirst(host.hasPrefix("@") ? 1 : 0).allSatisfy {
            $0.isLetter || $0.isNumber || "-._".contains($0)
        }
    }

    // MARK: Errors

    /// libpq's refusal, in words of our own.
    func refused(_ message: String) -> PostgresError {
        Self.unreadable(name, Self.reasons.first { message.contains($0.phrase) }?.reason ?? "libpq cannot read it")
    }

    /// - Parameter what: the keyword or file, not its value.
    func namesNoFile(_ what: String) -> PostgresError {
        PostgresError(
            .invalidOptions, "cannot read \(name): \(what) is a pipe, a socket or a device, and no file",
            remedy: "Name a regular file.")
    }

    /// By what libpq says, which is English as no locale is set.
    private static let reasons: [(phrase: String, reason: String)] = [
        ("missing \"=\"", "a keyword has no value"), ("unterminated quoted", "a quote is not closed"),
        ("invalid connection option", "it has a keyword that libpq does not know"),
        ("query parameter", "it has a parameter that libpq does not know, or one without a value"),
        ("query separator", "it has a parameter that libpq does not know, or one without a value"),
        ("percent-encoded", "a percent sign stands without two hexadecimal digits (write it as %25)"),
        ("%00", "it has a zero byte in it"),
        ("definition of service", "it names a service that no service file defines"),
        ("service file", "the service file cannot be read or has an error"),
        ("IPv6", "an IPv6 address is not between brackets"),
        ("unexpected character", "a character stands where none is expected"),
        ("could not match", "the number of ports or addresses is not that of the hosts"),
        ("invalid port number", "the port is not a number from 1 to 65535"),
        ("invalid integer value", "a number is expected for one of its keywords"),
        ("value: ", "one of its keywords has a value that libpq does not know"),
    ]

    private static func unreadable(_ name: String, _ reason: String) -> PostgresError {
        PostgresError(
            .invalidOptions, "cannot read \(name): \(reason)",
            remedy:
                "Give a URI (postgres://user@host:5432/database), a keyword string (host=... dbname=...) or the name of a"
                + " service or database. In a URI, write @ : / ? # % of a user name or password as %40 %3A %2F %3F %23 %25."
        )
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
