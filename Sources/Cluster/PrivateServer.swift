import Foundation
import Synchronization

/// A PostgreSQL server of our own: in a private folder, behind a unix socket that only its user (and root) can reach,
/// and gone, process and folder, when it is stopped, let go of, or when this process ends in whatever way.
public final class PrivateServer: Sendable {
    public let installation: Installation
    /// Part of the socket's name; the TCP port too if the server listens on loopback.
    public let port: Int
    private let configuration: ServerConfiguration
    private let guardian: Guardian
    private let password: String?

    /// Starts a server: in well under a second from the second time on.
    /// - Throws: `ClusterError`.
    public static func start(_ configuration: ServerConfiguration = .init()) async throws -> PrivateServer {
        let server = try await offload { try launch(configuration) }
        // Cancelled meanwhile: letting go of the server ends it.
        try Task.checkCancellation()
        return server
    }

    private init(
        installation: Installation, port: Int, configuration: ServerConfiguration, guardian: Guardian, password: String?
    ) {
        self.installation = installation
        self.port = port
        self.configuration = configuration
        self.guardian = guardian
        self.password = password
    }

    deinit { LiveServers.forget(guardian) }

    public var socketDirectory: String { guardian.folder.path }
    public var dataDirectory: String { guardian.folder.data }
    public var version: String { installation.version }

    /// A libpq URL over the unix socket.
    ///
    /// - Parameter user: nil: the superuser, `postgres` unless the configuration names another.
    public func url(database: String = "postgres", user: String? = nil) -> String {
        let user = Self.escape(user ?? configuration.superuser)
        return "postgresql:///\(Self.escape(database))?host=\(Self.escape(socketDirectory))&port=\(port)&user=\(user)"
    }

    /// A libpq URL of the superuser over TCP, password included; nil if the server does not listen on loopback.
    public func loopbackURL(database: String = "postgres") -> String? {
        password.map {
            "postgresql://\(Self.escape(configuration.superuser)):\($0)@127.0.0.1:\(port)/\(Self.escape(database))"
        }
    }

    /// The last lines of the server's log; empty when the server is gone.
    public func logTail(lines: Int = 20) -> String { guardian.logTail(lines: lines) }

    /// Shuts the server down cleanly; its data stays, for `resume` or for work on the files.
    public func halt() async throws {
        try await offload { [guardian, configuration] in try guardian.haltServer(within: configuration.timeout) }
    }

    /// Starts a halted server again; `arguments` replace those of the configuration.
    public func resume(arguments: [String]? = nil) async throws {
        var changed = configuration
        changed.arguments = arguments ?? configuration.arguments
        let command = try Self.command(installation, changed, in: guardian.folder)
        try await offload { [guardian, configuration] in
            try guardian.startServer(command, within: configuration.timeout)
        }
    }

    /// Ends the server at once and removes its folder; returns when both are gone. May be called again.
    public func stop() async {
        guardian.hangUp()
        await offload { [guardian] in guardian.waitUntilGone() }
        LiveServers.forget(guardian)
    }

    private static func launch(_ configuration: ServerConfiguration) throws -> PrivateServer {
        let user = try ServerUser.forServers()
        let installation = try installation(for: configuration)
        PrivateFolder.removeLeftOvers(of: user)
        let loopback = configuration.listensOnLoopback ? try LoopbackPort() : nil
        let port = loopback?.number ?? 5432
        let folder = try PrivateFolder.create(for: user)
        // From here on everything goes when the guardian is let go of, also by an error.
        let guardian = try Guardian(of: folder)
        LiveServers.remember(guardian)
        do {
            try Template(
                installation: installation, user: user, locale: configuration.locale,
                superuser: configuration.superuser, firstOid: configuration.firstOid,
                arguments: configuration.initdbArguments
            ).unpack(into: folder)
            // Before the settings are there: a wrong one is to be reported by the start.
            let password = try loopback.map { _ in
                try setPassword(of: configuration.superuser, installation, in: folder)
            }
            try write(
                configuration.file(socketFolder: folder.path, port: port), as: "postgresql.conf", appending: true,
                in: folder)
            try guardian.startServer(
                command(installation, configuration, in: folder), within: configuration.timeout)
            return PrivateServer(
                installation: installation, port: port, configuration: configuration, guardian: guardian,
                password: password)
        } catch {
            guardian.hangUp()
            guardian.waitUntilGone()
            LiveServers.forget(guardian)
            throw error
        }
    }

    private static func installation(for configuration: ServerConfiguration) throws -> Installation {
        guard let binaries = configuration.binaries else { return try Installation.find(major: configuration.major) }
        return try Installation.find(major: configuration.major, environment: ["ADVISOR_POSTGRES_BIN": binaries])
    }

    private static func command(
        _ installation: Installation, _ configuration: ServerConfiguration, in folder: PrivateFolder
    ) throws -> [String] {
        let words = [installation.path(of: "postgres"), "-D", folder.data] + (try configuration.checkedArguments())
        return configuration.limits?.wrapping(words) ?? words
    }

    /// Says who may log in, by lines of pg_hba.conf that replace all there are. Holds from the next start on.
    public func replaceAccess(by lines: [String]) async throws {
        let folder = guardian.folder
        try await offload {
            try Self.write(lines.joined(separator: "\n") + "\n", as: "pg_hba.conf", appending: false, in: folder)
        }
    }

    private static func write(
        _ lines: String, as file: String, appending: Bool, in folder: PrivateFolder
    ) throws {
        // Written by the server's user, as everything in its folder.
        let answer = try Command.run(
            ["/bin/sh", "-c", appending ? #"cat >>"$0""# : #"cat >"$0""#, "\(folder.data)/\(file)"], as: folder.user,
            input: lines)
        guard answer.status == 0 else {
            throw ClusterError(
                code: .folder, message: "cannot write \(file): \(answer.complaint)",
                remedy: "Check the free space of \(folder.path)")
        }
    }

    /// Gives the superuser a random password, in single-user mode: before anybody could connect.
    private static func setPassword(
        of superuser: String, _ installation: Installation, in folder: PrivateFolder
    ) throws -> String {
        let password = (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
        let answer = try Command.run(
            [installation.path(of: "postgres"), "--single", "-D", folder.data, "postgres"], as: folder.user,
            input:
                "ALTER ROLE \"\(superuser.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined())\" PASSWORD '\(password)'\n"
        )
        guard answer.status == 0 else {
            throw ClusterError(
                code: .initialization, message: "cannot set a password for the loopback connection",
                remedy: "Use the server's unix socket, which needs none")
        }
        return password
    }

    /// A part of a URL.
    package static func escape(_ text: String) -> String {
        var allowed = CharacterSet.alphanumerics.intersection(
            CharacterSet(charactersIn: Unicode.Scalar(0)...Unicode.Scalar(127)))
        allowed.insert(charactersIn: "-._~")
        return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? text
    }
}

/// Runs `work` with a private server that is gone when this returns or throws.
public func withPrivateServer<Result: Sendable>(
    _ configuration: ServerConfiguration = .init(), isolation: isolated (any Actor)? = #isolation,
    _ work: (PrivateServer) async throws -> Result
) async throws -> Result {
    let server = try await PrivateServer.start(configuration)
    do {
        let result = try await work(server)
        await server.stop()
        return result
    } catch {
        await server.stop()
        throw error
    }
}
