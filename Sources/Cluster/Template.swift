import Foundation

/// What `initdb` writes, kept as one tar file for the next server with the same binaries and options.
///
/// A single file is there or not, whereas cleaners of /var/tmp thin out a folder; and a file is replaced atomically, so
/// builders may race. The archive's last member says that it was read to its end.
struct Template: Sendable {
    let installation: Installation
    let user: ServerUser
    let locale: String
    var superuser = "postgres"
    var firstOid: UInt32?
    let arguments: [String]

    /// Puts a fresh data folder into `folder`, from the cache if it holds a sound one.
    func unpack(into folder: PrivateFolder) throws {
        let cached = archive
        if let cached, try restore(cached, into: folder) { return }
        try initialize(folder)
        try moveOids(folder)
        // A cache that cannot be written costs the next start its second; it is no reason to fail this one.
        if let cached { _ = try? run(Self.saving, cached, folder.path) }
    }

    /// Where the cache keeps this template, or would; nil without a cache.
    var archive: String? { Self.cacheFolder(for: user).map { "\($0)/\(name)" } }

    /// Unpacks, and clears away both copies when the archive is broken.
    private static let restoring = """
        tar -xf "$0" -C "$1" && rm "$1/complete" && exit
        rm -rf "$0" "$1/data" "$1/complete"
        exit 1
        """

    private static let saving = """
        cache=${0%/*}
        find "$cache" -name 'partial-*' -mmin +60 -delete
        find "$cache" -name '*.tar' -mtime +30 -delete
        partial=$(mktemp "$cache/partial-XXXXXX") || exit
        : >"$1/complete"
        tar -cf "$partial" -C "$1" data complete && mv "$partial" "$0" || rm -f "$partial"
        rm -f "$1/complete"
        """

    private func restore(_ archive: String, into folder: PrivateFolder) throws -> Bool {
        guard access(archive, F_OK) == 0 else { return false }
        return try run(Self.restoring, archive, folder.path).status == 0
    }

    private func initialize(_ folder: PrivateFolder) throws {
        let answer = try Command.run(
            [
                installation.path(of: "initdb"), "-D", folder.data, "-U", superuser, "-E", "UTF8",
                "--locale=\(locale)",
                "--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync",
            ] + arguments, as: user)
        guard answer.status == 0 else {
            let reason = answer.complaint.split(separator: "\n").suffix(6).joined(separator: "\n")
            throw ClusterError(
                code: .initialization, message: "initdb of PostgreSQL \(installation.version) failed:\n\(reason)\n",
                remedy: "Check the locale, the options of initdb and the free space of \(folder.path)")
        }
    }

    /// The control file's next oid, before the server has ever run.
    private func moveOids(_ folder: PrivateFolder) throws {
        guard let firstOid else { return }
        let answer = try Command.run(
            [installation.path(of: "pg_resetwal"), "-o", String(firstOid), "-D", folder.data], as: user)
        guard answer.status == 0 else {
            throw ClusterError(
                code: .initialization,
                message: "pg_resetwal of PostgreSQL \(installation.version) failed: \(answer.complaint)",
                remedy: "Check that it is installed beside initdb, and the free space of \(folder.path)")
        }
    }

    private func run(_ script: String, _ words: String...) throws -> Command.Answer {
        try Command.run(["/bin/sh", "-c", script] + words, as: user)
    }

    /// Named after all that initdb's result depends on.
    private var name: String {
        let key =
            ([installation.binaries, installation.version, locale, superuser, firstOid.map(String.init) ?? ""]
            + arguments).joined(separator: "\n")
        // FNV-1a: Swift's own hash differs from run to run.
        let hash = key.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return "\(installation.version)-\(String(hash, radix: 36)).tar"
    }

    /// Our own cache; for a user that we drop to, a folder under /var/tmp. Nil when it is not that user's alone:
    /// whoever can write a template decides what the server runs.
    static func cacheFolder(for user: ServerUser) -> String? {
        let variables = ProcessInfo.processInfo.environment
        let own = (variables["XDG_CACHE_HOME"] ?? variables["HOME"].map { "\($0)/.cache" }).map { "\($0)/advisor" }
        let folder = user.isDropped ? "/var/tmp/advisor-\(user.uid)" : own ?? "/var/tmp/advisor-\(user.uid)"
        _ = try? Command.run(["mkdir", "-p", "-m", "700", folder], as: user)
        var status = stat()
        guard lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == user.uid,
            status.st_mode & 0o022 == 0
        else { return nil }
        return folder
    }
}
