import Foundation

/// Whose layout a folder of migrations has.
public enum Framework: String, Sendable, CaseIterable {
    case sql, drizzle, drizzle1, flyway
    case golangMigrate = "golang-migrate"
    case dbmate, goose, rails, prisma, sqitch, atlas, alembic, diesel, sqlx

    /// The one list of layouts.
    var layout: any FrameworkLayout {
        switch self {
        case .sql: PlainLayout()
        case .drizzle: DrizzleLayout()
        case .drizzle1: Drizzle1Layout()
        case .flyway: FlywayLayout()
        case .golangMigrate: GolangMigrateLayout()
        case .dbmate: DbmateLayout()
        case .goose: GooseLayout()
        case .rails: RailsLayout()
        case .prisma: PrismaLayout()
        case .sqitch: SqitchLayout()
        case .atlas: AtlasLayout()
        case .alembic: AlembicLayout()
        case .diesel: DieselLayout()
        case .sqlx: SQLxLayout()
        }
    }

    /// The frameworks whose signs a folder bears; several where layouts are alike.
    public static func detect(in directory: String) throws(MigrationError) -> [Framework] {
        let folder = try MigrationFolder(directory)
        let found = allCases.filter { $0.layout.recognises(folder) }
        // Where layouts are alike, what an earlier run wrote tells them apart.
        let signed = found.filter {
            folder.anySQLFile(hasLine: "-- Written by advisor migration --format \($0.rawValue).")
        }
        return signed.count == 1 ? signed : found
    }

    /// Frameworks whose folders of `*.up.sql` nothing tells apart.
    static func areAlike(_ found: [Framework]) -> Bool {
        !found.isEmpty && Set(found).isSubset(of: [.sql, .golangMigrate, .sqlx])
    }

    /// atlas.sum seals the folders of other tools too (--dir-format): their files are written for those.
    fileprivate static func withoutSeal(_ found: [Framework]) -> [Framework] {
        let sealed = found.filter { [.goose, .dbmate, .flyway].contains($0) }
        return found.count == 2 && sealed.count == 1 && found.contains(.atlas) ? sealed : found
    }

    /// As `theOne`, and plain SQL for a folder that is empty or not there yet.
    public static func forWriting(in directory: String) throws(MigrationError) -> Framework {
        try MigrationFolder(directory).entries.isEmpty ? .sql : theOne(in: directory)
    }

    /// - Throws: `MigrationError` where the folder bears no sign, or those of several frameworks.
    public static func theOne(in directory: String) throws(MigrationError) -> Framework {
        let found = try detect(in: directory)
        if found.count == 1 { return found[0] }
        guard found.isEmpty else {
            throw MigrationError(
                message:
                    "\(directory) may belong to \(found.map(\.rawValue).joined(separator: " or ")): it bears the signs of each",
                remedy: "Name the framework: --format of `advisor migration`, --framework of `advisor lint`")
        }
        let signs = allCases.map { "\($0.rawValue) (\($0.layout.sign))" }.joined(separator: ", ")
        throw MigrationError(
            message: "\(directory) bears no sign of a framework; looked for \(signs)",
            remedy: "Name the framework: --format of `advisor migration`, --framework of `advisor lint`"
        )
    }
}

extension MigrationSource {
    /// Reads a folder.
    ///
    /// - Parameter framework: nil detects it. Folders of `*.up.sql` look alike in several frameworks; they, and folders
    ///   of SQL files without any sign, are read as plain SQL.
    /// - Throws: `MigrationError` where the folder cannot be read or contradicts itself.
    public init(directory: String, framework: Framework? = nil) throws(MigrationError) {
        let folder = try MigrationFolder(directory)
        let found = framework.map { [$0] } ?? []
        let candidates = found.isEmpty ? Framework.withoutSeal(try Framework.detect(in: directory)) : found
        let chosen: Framework
        if candidates.isEmpty || (framework == nil && Framework.areAlike(candidates)) {
            chosen = .sql
        } else {
            chosen = candidates.count == 1 ? candidates[0] : try Framework.theOne(in: directory)
        }
        self = try chosen.layout.read(folder)
        isPresumed = candidates.count > 1
        compareKeys()
    }
}

/// What there is to know of a framework's folder. One implementation a framework, in a file of its own.
protocol FrameworkLayout: Sendable {
    /// By what a folder is known, for messages.
    var sign: String { get }
    func recognises(_ folder: MigrationFolder) -> Bool
    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource
    /// Whether the framework runs one before the other.
    func precedes(_ left: MigrationFile, _ right: MigrationFile) -> Bool

    /// How a folder without migrations begins to count.
    var versions: VersionSequence.Style { get }
    /// A file is sent as one message: what must run outside a transaction stands alone in its file.
    var takesOneStatement: Bool { get }
    func files(
        for drafts: [MigrationDraft], after source: MigrationSource, in folder: MigrationFolder,
        versions: VersionSequence, now: Date
    ) throws(MigrationError) -> LayoutOutput
}

extension FrameworkLayout {
    var versions: VersionSequence.Style { .timestamp }
    var takesOneStatement: Bool { false }
    func precedes(_ left: MigrationFile, _ right: MigrationFile) -> Bool { MigrationFile.inOrder(left, right) }
}
