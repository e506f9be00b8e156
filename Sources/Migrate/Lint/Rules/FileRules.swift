/// Files of a folder against those of the branch that is deployed.
enum FileRules {
    static let all = [outOfOrder, edited, conflicting, sharedNumber, skipped, missing]

    static let outOfOrder = LintRule(
        "out-of-order", .warning, title: "Migration older than one that was applied",
        harm: "Where the newer one has run, this one never runs, or runs in an order that nobody has tested.",
        remedy: "Give it a version after the newest of the branch.", fires: [], silent: [],
        .file { context in
            guard let applied = context.applied, !applied.has(context.file), !context.file.isRepeatable,
                let newest = applied.files.last(where: { !$0.isRepeatable }), applied.isOrderedByVersion,
                applied.framework.layout.precedes(context.file, newest)
            else { return [] }
            return [
                Complaint(
                    "version \(context.file.version) comes before \(newest.version), which the branch has already")
            ]
        })

    static let edited = LintRule(
        "edited-migration", .critical, title: "Migration changed after it was applied",
        harm: "Databases that have run it do not get the change; tools that keep hashes refuse to go on.",
        remedy: "Restore it, and write a new migration.", fires: [], silent: [],
        .file { context in
            guard let old = context.applied?.files.first(where: { $0.key == context.file.key }),
                old.name == context.file.name, !context.file.isRepeatable, !old.up.isSame(as: context.file.up)
            else { return [] }
            return [Complaint("\(context.file.version) differs from what the branch has applied")]
        })

    static let conflicting = LintRule(
        "conflicting-migrations", .critical, title: "Two migrations of one version",
        harm: "Only one of them runs on a given database; which one depends on who came first.",
        remedy: "Give it another version.", fires: [], silent: [],
        .file { context in
            if let oddity = context.file.oddities.first(where: { $0.kind == .sameKey }) {
                return [Complaint(oddity.message)]
            }
            guard let old = context.applied?.files.first(where: { $0.key == context.file.key }),
                old.name != context.file.name
            else { return [] }
            return [Complaint("the branch has \(old.up.path) with the same version \(old.version)")]
        })

    static let sharedNumber = LintRule(
        "shared-number", .info, title: "Two migrations of one number",
        harm:
            "The framework tells them apart by their whole names, but nobody sees from the number which one is first.",
        remedy: "Generate the later one anew where it has not been applied.", fires: [], silent: [],
        told(of: .samePrefix))

    static let skipped = LintRule(
        "migration-skipped", .critical, title: "Migration that is skipped in silence",
        harm:
            "drizzle-kit runs what is dated after the newest it has run: databases that have that never get this one.",
        remedy: "Generate it anew, or give its entry in the journal a later `when`.", fires: [], silent: [],
        told(of: .skipped))

    static let missing = LintRule(
        "migration-missing", .critical, title: "Migration without its SQL",
        harm: "The framework finds no SQL where it looks for it, and stops there.",
        remedy: "Restore the file, or remove what stands for it.", fires: [], silent: [],
        told(of: .missing))

    /// What the layout noticed while it read the folder.
    private static func told(of kind: FolderOddity.Kind) -> LintRule.Check {
        .file { context in context.file.oddities.filter { $0.kind == kind }.map { Complaint($0.message) } }
    }
}

extension MigrationSource {
    func has(_ file: MigrationFile) -> Bool { files.contains { $0.key == file.key } }

    /// Sqitch and Alembic order by a plan or a chain, not by versions.
    fileprivate var isOrderedByVersion: Bool { framework != .sqitch && framework != .alembic }
}
