import Cluster
import Model
import Postgres

/// What a twin is made from: a snapshot that holds all it takes.
struct TwinSource: Sendable {
    let snapshot: Snapshot
    /// The target's database, or another name where that one is taken by the server itself, or is none.
    let databaseName: String

    /// - Throws: `TwinError` for a snapshot without a schema.
    init(_ snapshot: Snapshot) throws {
        guard snapshot[.schemaDump].count > 0 else {
            let reason = snapshot.unreadable.first { $0.section == SectionShape.schemaDump.name }
            if let reason {
                throw TwinError(
                    "The snapshot holds no schema to build a twin from: \(reason.reason)",
                    remedy: reason.remedy ?? "Collect again.")
            }
            throw TwinError(
                "The snapshot holds no schema to build a twin from",
                remedy: "Collect one that does: advisor collect --twin --output FILE.")
        }
        self.snapshot = snapshot
        databaseName = Self.databaseName(snapshot[.databaseLocale])
    }

    private static func databaseName(_ locale: Section) -> String {
        let name = locale.count > 0 ? locale[0, "name"].text ?? "" : ""
        let isTaken = ["postgres", "template0", "template1"].contains(name)
        return isTaken || !isName(name) || !canBeConnectedTo(name) ? "twin" : name
    }

    /// Whether a connection string may name a database so: signs such as `=` in it are taken for a slip (`ConnectionOptions`).
    private static func canBeConnectedTo(_ database: String) -> Bool {
        let url = "postgresql:///\(PrivateServer.escape(database))?host=/tmp"
        return (try? ConnectionOptions(url, environment: [:])) != nil
    }

    /// Whether a server can have an object of that name: what is longer than 63 bytes it cuts, a zero byte ends it.
    static func isName(_ text: String) -> Bool { 1...63 ~= text.utf8.count && !text.utf8.contains(0) }

    /// Builds the twin, and cannot log in once it is built.
    var superuser: String { unusedName("advisor_superuser") }
    /// Plans where a request names no role.
    var planner: String { unusedName("advisor_planner") }
    /// How the roles are called that own what the target's roles own.
    var ownerPrefix: String { unusedName("advisor_owner") }

    /// A name that no role of the target's begins with. It does not grow with theirs: names are cut off at 63 bytes.
    private func unusedName(_ name: String) -> String {
        let taken = snapshot[.roles].texts("name").compactMap { $0 }.filter { $0.utf8.starts(with: name.utf8) }
        guard !taken.isEmpty else { return name }
        // Each takes one of the names away at most: `name_7x` and all that begin so.
        let numbers = Set(taken.compactMap { Self.number(in: $0.utf8.dropFirst(name.utf8.count)) })
        let free = (1...numbers.count + 1).first { !numbers.contains($0) } ?? numbers.count + 1
        return "\(name)_\(free)x"
    }

    /// Of `_7x` and what begins so, 7.
    private static func number(in rest: Substring.UTF8View) -> Int? {
        guard rest.first == UInt8(ascii: "_") else { return nil }
        let digits = rest.dropFirst().prefix { $0 &- UInt8(ascii: "0") < 10 }
        guard digits.first != UInt8(ascii: "0"), rest.dropFirst(1 + digits.count).first == UInt8(ascii: "x") else {
            return nil
        }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// Files are written up to one segment of 1 GB; a session plans for an hour of processor time at most, and folds no constant of a
    /// gigabyte.
    private static let limits = ProcessLimits(
        addressSpace: 3 << 29, fileSize: 2 << 30, openFiles: 1_024, processorSeconds: 3_600)

    private var dumpedBy: Int {
        snapshot[.schemaDump][0, "dumped_by"].integer.map { Int($0) } ?? snapshot.serverVersion / 10_000
    }

    /// Where a range of oids begins that the target has none in: for what the twin makes by itself.
    private var firstOid: UInt32 {
        let room = 10_000_000
        let dump = snapshot[.schemaDump]
        // Lines such as SELECT pg_catalog.binary_upgrade_set_next_heap_pg_class_oid('16535'::pg_catalog.oid);
        let taken = (0..<dump.count).flatMap { row in
            (dump[row, "sql"].text ?? "").utf8.split(separator: UInt8(ascii: "\n"))
                .filter { $0.starts(with: "SELECT pg_catalog.binary_upgrade_set_next_".utf8) }
                .compactMap {
                    $0.split(separator: UInt8(ascii: "'")).dropFirst().first.flatMap { Int(String($0) ?? "") }
                }
        }
        let starts = stride(from: 4_000_000_000, to: 100_000_000, by: -10 * room)
        let free = starts.first { start in !taken.contains { $0 >= start && $0 < start + room } }
        return UInt32(free ?? 4_000_000_000)
    }

    /// A server whose own oids are out of the way of the target's; of the target's major version where there is one here.
    ///
    /// - Parameter installed: major versions to choose from.
    /// - Returns: the server, and what is uncertain about its version.
    func startServer(among installed: Set<Int>) async throws -> (PrivateServer, String?) {
        var configuration = ServerConfiguration()
        let wanted = snapshot.serverVersion / 10_000
        // A dump can be read by the version of its pg_dump and by later ones; an earlier one reads most of it.
        let major =
            installed.contains(wanted) && dumpedBy <= wanted
            ? wanted : installed.filter { $0 >= dumpedBy }.min() ?? installed.max() ?? wanted
        configuration.major = major
        configuration.firstOid = firstOid
        configuration.superuser = superuser
        configuration.limits = Self.limits
        if major >= 18 { configuration.initdbArguments = ["--no-data-checksums"] }
        configuration.settings = [
            "autovacuum": "off", "shared_buffers": "32MB", "max_connections": "20", "wal_level": "minimal",
            "max_wal_senders": "0", "max_locks_per_transaction": "4096", "track_counts": "off",
            "checkpoint_timeout": "1d", "max_wal_size": "4GB", "bgwriter_lru_maxpages": "0",
            // Nothing but what this machine has installed is ever loaded.
            "dynamic_library_path": "$libdir", "shared_preload_libraries": "", "session_preload_libraries": "",
            "local_preload_libraries": "", "archive_mode": "off",
        ]
        let server = try await PrivateServer.start(configuration)
        guard major != wanted else { return (server, nil) }
        return (
            server,
            "The target runs PostgreSQL \(wanted), the twin \(major): costs and plans of what changed between them differ. Install it for the same ones: apt-get install postgresql-\(wanted)."
        )
    }
}
