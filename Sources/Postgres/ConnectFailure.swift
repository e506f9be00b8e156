import CLibpq
import Foundation

/// Why a connection could not be made. libpq 15 gives no code for this, so its text is read: with PQERRORS_VERBOSE the
/// server's part holds the SQLSTATE whatever its language, and libpq's own part is English because no locale is set.
enum ConnectFailure {
    /// - Parameter passwordInUse: what libpq sent, wherever it found it.
    static func error(
        _ text: String, needsPassword: Bool, options: ConnectionOptions, passwordInUse: String? = nil
    ) -> PostgresError {
        let secrets = options.secrets.map(\.text) + [passwordInUse].compactMap { $0 }
        let place = options.description
        if needsPassword {
            return PostgresError(
                .passwordMissing, "\(place) asks for a password and none was given",
                remedy: "Set PGPASSWORD or add the server to ~/.pgpass (readable by you only).")
        }
        if let (state, message) = serverPart(of: text) {
            let advice = ServerMessage.advice(on: state)
            return PostgresError(
                advice?.kind ?? .connectionLost,
                "cannot connect to \(place): \(publishable(message, options, secrets))",
                remedy: (advice?.remedy ?? "") + options.doubt, sqlState: state)
        }
        let (kind, remedy) = clientPart(of: text, options)
        let reason = publishable(text, options, secrets)
        return PostgresError(kind, "cannot connect to \(place): \(reason)", remedy: remedy + options.doubt)
    }

    /// In one line, without secrets, and of what is quoted only what is printed anyway: a value that stands in a wrong place of
    /// the connection string comes back in quotes.
    private static func publishable(_ text: String, _ options: ConnectionOptions, _ secrets: [String]) -> String {
        let hosts = options.host.split(separator: ",").map(String.init)
        let ports = options.port.split(separator: ",").map(String.init)
        let sockets = hosts.flatMap { host in ports.map { "\(host)/.s.PGSQL.\($0)" } }
        let known = Set(
            hosts + ports + sockets + [options.user, options.database, TransportSecurity.systemCertificates])
        let folder = NSHomeDirectory() + "/.postgresql/"
        let isFile = { (part: String) in
            options.files.contains { $0.text == part } && !part.contains { "@=?:".contains($0) }
                || part.hasPrefix(folder)
        }
        let isAddress = { (part: String) in
            let bytes = part.split(separator: ".", omittingEmptySubsequences: false)
            return bytes.count == 4 && bytes.allSatisfy { UInt8($0) != nil }
                || part.count { $0 == ":" } > 1 && part.allSatisfy { $0.isHexDigit || $0 == ":" }
        }
        let open = ServerMessage.withoutSecrets(text, secrets)
        return ServerMessage.withoutQuotedParts(OptionParts.removed(options.optionParts.map(\.text), from: open)) {
            known.contains($0) || isFile($0) || isAddress($0)
        }
    }

    static func timedOut(_ options: ConnectionOptions) -> PostgresError {
        PostgresError(
            .timedOut, "cannot connect to \(options): no answer within \(options.connectTimeout)",
            remedy: "Check host, port and firewall, or allow more time (connect_timeout)." + options.doubt)
    }

    /// Code and primary message of the last `FATAL:  28P01: ...` line. With several hosts the last one counts.
    static func serverPart(of text: String) -> (SQLState, String)? {
        for line in text.split(whereSeparator: \.isNewline).reversed() {
            guard let match = line.firstMatch(of: /: {2}([0-9A-Z]{5}): (.+)/) else { continue }
            return (SQLState(rawValue: String(match.1)), String(match.2))
        }
        return nil
    }

    private static func clientPart(
        of text: String, _ options: ConnectionOptions
    ) -> (kind: PostgresError.Kind, remedy: String) {
        func says(_ phrases: String...) -> Bool { phrases.contains { text.contains($0) } }
        if says("could not translate host name", "could not look up") {
            return (.unknownHost, "Check the spelling of the host and the name service.")
        }
        if says("SSL", "certificate", "TLS") { return (.tlsFailed, tlsRemedy(options)) }
        if says("Connection refused", "No such file or directory", "No route to host", "unreachable") {
            return (
                .connectionRefused,
                "Check that the server is running and listens on this host and port or socket folder."
            )
        }
        if says("timeout expired", "timed out") { return (.timedOut, "Check host, port and firewall.") }
        if says("invalid ", "out of range", "could not match") {
            return (.invalidOptions, "Correct the connection string.")
        }
        return (.connectionLost, "Check that a PostgreSQL server answers at this host and port.")
    }

    private static func tlsRemedy(_ options: ConnectionOptions) -> String {
        let imposed = options.transportSecurity.isImposed
        return imposed
            ? "Hosts that are not local must prove their name (sslmode=verify-full, the default here). "
                + "Give the server's authority by sslrootcert=FILE, or choose a weaker sslmode in the connection string."
            : "Check sslmode and sslrootcert of the connection string against what the server offers."
    }
}
