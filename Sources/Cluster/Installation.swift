import Foundation

/// The programs of one installed PostgreSQL server.
public struct Installation: Sendable, Hashable {
    /// The folder that holds `postgres`, `initdb` and the rest, symbolic links resolved.
    public let binaries: String
    /// As the server gives it: "15.20", "18beta1".
    public let version: String
    public let major: Int

    /// The path of one program, whether it is installed or not (wheels leave some out).
    public func path(of program: String) -> String { "\(binaries)/\(program)" }

    /// Whether a library such as `pg_stat_statements` is there to be preloaded; wheels come without those of contrib.
    public func hasLibrary(_ name: String) -> Bool {
        let prefix = URL(fileURLWithPath: binaries).deletingLastPathComponent().path
        return ["lib", "lib/postgresql"].contains {
            FileManager.default.fileExists(atPath: "\(prefix)/\($0)/\(name).so")
        }
    }

    /// Every installation to be had, the newest first. ADVISOR_POSTGRES_BIN (folders, separated by colons), if it is
    /// set, replaces the usual places: /usr/lib/postgresql/*/bin and PATH.
    public static func all(environment: [String: String] = ProcessInfo.processInfo.environment) -> [Installation] {
        var seen: Set<String> = []
        return places(environment)
            .compactMap { realBinaries(in: $0) }
            .filter { seen.insert($0).inserted }
            .compactMap { Installation(binaries: $0) }
            .sorted { $0.version.compare($1.version, options: .numeric) == .orderedDescending }
    }

    /// The newest installation, of the major version asked for if there is one.
    /// - Throws: `ClusterError` (`noBinaries`) that says where was looked and what to install.
    public static func find(
        major: Int? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> Installation {
        let all = all(environment: environment)
        if let found = all.first(where: { major == nil || $0.major == major }) { return found }
        let looked = places(environment).joined(separator: ", ")
        guard let major, !all.isEmpty else {
            throw ClusterError(
                code: .noBinaries, message: "no PostgreSQL server binaries found in \(looked)",
                remedy: "Install them: apt-get install postgresql, or name their folder in ADVISOR_POSTGRES_BIN")
        }
        let found = all.map(\.version).joined(separator: ", ")
        throw ClusterError(
            code: .noBinaries, message: "no binaries of PostgreSQL \(major) found in \(looked), only of \(found)",
            remedy: "Install them: apt-get install postgresql-\(major), or name their folder in ADVISOR_POSTGRES_BIN")
    }

    private static func places(_ environment: [String: String]) -> [String] {
        if let chosen = environment["ADVISOR_POSTGRES_BIN"], !chosen.isEmpty {
            return chosen.split(separator: ":").map(String.init)
        }
        let debian = "/usr/lib/postgresql"
        let packaged = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
        let path = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return packaged.sorted().map { "\(debian)/\($0)/bin" } + path
    }

    /// The folder where a place's `initdb` really lives, when the server is there too.
    private static func realBinaries(in place: String) -> String? {
        let initdb = URL(fileURLWithPath: "\(place)/initdb").resolvingSymlinksInPath()
        let folder = initdb.deletingLastPathComponent().path
        let complete = ["initdb", "postgres"].allSatisfy {
            FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)")
        }
        return complete ? folder : nil
    }

    /// Asks the server for its version: "postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)".
    private init?(binaries: String) {
        guard
            let answer = try? Command.run(["\(binaries)/postgres", "--version"], as: .current), answer.status == 0,
            let version = answer.output.split(whereSeparator: \.isWhitespace).dropFirst(2).first,
            let major = Int(version.prefix(while: \.isNumber))
        else { return nil }
        self.binaries = binaries
        self.version = String(version)
        self.major = major
    }
}
