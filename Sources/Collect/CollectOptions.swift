import Model
import SQLSyntax

/// How much a collection may take and what it may leave out.
public struct CollectOptions: Sendable {
    /// For the whole collection. What does not fit is listed in the snapshot as unreadable.
    public var timeLimit: Duration = .seconds(60)
    /// For one query of the collector.
    public var statementTimeout: Duration = .seconds(30)
    /// For one wait for a lock. Short: whoever waits for a lock makes others wait behind it.
    public var lockTimeout: Duration = .milliseconds(100)
    /// For reading the file of statement texts.
    public var textTimeout: Duration = .seconds(10)
    /// For all plans together.
    public var planTimeLimit: Duration = .seconds(10)
    /// At most so many plans, most expensive statements first; 0 for none.
    public var planLimit = 500
    /// How often pg_stat_activity is read: at the start, at the end, and in between.
    public var samples = 3
    /// At least so far apart.
    public var sampleSpacing: Duration = .milliseconds(200)
    /// Reads what a twin needs too: the schema as dumped, raw statistics, tree heights, least and greatest keys. Takes about
    /// as long again as all the rest.
    public var twin = false
    /// With `twin`: looks at pg_stat_activity between the other queries, about 45 times, for the literals of statements that run.
    /// Of no use where the statements of the window are not to be planned.
    public var sampleParameters = true
    /// For one look into an index.
    public var probeTimeout: Duration = .milliseconds(500)
    /// How many relations, indexes and TOAST tables counted, one statement reads where there are many.
    var rangeSize = 5000
    /// How many objects of a schema, or sizes of relations, one statement reads.
    var batchSize = 500
    /// Takes the rows of large sections, which the snapshot then has none of.
    public var spool: SnapshotSpool?
    /// Statements whose texts the caller already has.
    public var knownTexts = KnownTexts()

    public init() {}
}

/// The identity of an entry of pg_stat_statements within one database.
public struct StatementKey: Sendable, Hashable {
    public var userOid: Int64
    public var queryId: String
    public var toplevel: Bool

    public init(userOid: Int64, queryId: String, toplevel: Bool) {
        self.userOid = userOid
        self.queryId = queryId
        self.toplevel = toplevel
    }
}

/// Which texts of statements need not be read again: reading any makes the server read the whole file of them.
public struct KnownTexts: Sendable {
    /// Hash of the text by entry.
    public var hashes: [StatementKey: String]
    /// Entries of Advisor's own.
    public var ownEntries: Set<StatementKey>
    /// The text of a hash, for planning; nil where it is not at hand, which makes the collector read it.
    public var text: @Sendable (_ hash: String) -> String?

    public init(
        hashes: [StatementKey: String] = [:], ownEntries: Set<StatementKey> = [],
        text: @escaping @Sendable (_ hash: String) -> String? = { _ in nil }
    ) {
        self.hashes = hashes
        self.ownEntries = ownEntries
        self.text = text
    }

    /// What an earlier snapshot of the same target knew; `text` finds the texts that the
    /// snapshot lacks, in a history say.
    public init(_ previous: Snapshot, text: @escaping @Sendable (_ hash: String) -> String? = { _ in nil }) {
        var hashes: [StatementKey: String] = [:]
        let entries = previous[.statementEntries]
        let users = entries.integers("user_oid")
        let ids = entries.texts("query_id")
        for (row, hash) in entries.texts("text_hash").enumerated() {
            guard let hash, let user = users[row], let id = ids[row] else { continue }
            let toplevel = entries[row, "toplevel"].boolean ?? true
            hashes[StatementKey(userOid: user, queryId: id, toplevel: toplevel)] = hash
        }
        let info = previous[.statementsInfo]
        let own = info.count > 0 ? info[0, "advisor_entries"].text : nil
        let texts = previous[.statementTexts]
        let known = Dictionary(
            zip(texts.texts("text_hash"), texts.texts("text")).compactMap { hash, text in
                hash.flatMap { hash in text.map { (hash, $0) } }
            }, uniquingKeysWith: { first, _ in first })
        // Kept by a version that removed no secrets: such a text is read again.
        let secret = Set(known.filter { Secrets.removed(fromStatement: $0.value) != $0.value }.keys)
        // A redacted text is not the statement's: its hash is another, and it plans as another statement.
        self.init(
            hashes: previous.redacted ? [:] : hashes.filter { !secret.contains($0.value) },
            ownEntries: OwnEntries.decode(own),
            text: { known[$0] ?? text($0) })
    }
}
