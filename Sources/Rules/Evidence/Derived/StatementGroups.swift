import Model
import SQLSyntax

/// One statement of the window: the entries of pg_stat_statements that share an identity, and what its text says.
/// A class: rows of facts refer to it by the ten thousand.
final class StatementGroup {
    let id: String
    let fingerprint: String?
    let text: String
    let facts: StatementFacts
    /// Rows of the section `statement_entries`.
    fileprivate(set) var entries: [Int]

    init(id: String, fingerprint: String?, text: String, facts: StatementFacts, entries: [Int]) {
        (self.id, self.fingerprint, self.text, self.facts, self.entries) = (id, fingerprint, text, facts, entries)
    }
}

/// The statements of a window.
struct StatementGroups {
    let section: Section
    let continuity: [Continuity]
    private(set) var groups: [StatementGroup] = []
    /// Positions in `groups` by the hash that entries and plans refer to.
    private(set) var byTextHash: [String: Int] = [:]
    /// Entries whose text could not be read.
    private(set) var withoutText = 0
    /// ms of all entries, those without a text included.
    let totalTime: Double

    init(_ evidence: WindowEvidence) {
        section = evidence.section(.statementEntries)
        continuity =
            evidence.window.deltas[SectionShape.statementEntries.name]?.continuity
            ?? Array(repeating: .continuous, count: section.count)
        totalTime = section.reals("total_exec_time").reduce(0) { $0 + ($1 ?? 0) }
        let texts = evidence.section(.statementTexts)
        var textByHash: [String: String] = [:]
        for (hash, text) in zip(texts.texts("text_hash"), texts.texts("text")) {
            if let hash, let text { textByHash[hash] = text }
        }
        gather(textByHash, catalog: evidence.catalog)
    }

    private mutating func gather(_ texts: [String: String], catalog: Catalog) {
        let hashes = section.texts("text_hash")
        var order: [String] = []
        var entries: [String: [Int]] = [:]
        for (row, hash) in hashes.enumerated() {
            guard let hash, let text = texts[hash] else {
                withoutText += 1
                continue
            }
            // The collector leaves its own entries out; those of an older advisor are known by their tag.
            if text.hasPrefix("/* advisor */") { continue }
            if entries[hash] == nil { order.append(hash) }
            entries[hash, default: []].append(row)
        }
        let analyses = SQL.analyze(order.map { texts[$0] ?? "" }, catalog: catalog)
        var byId: [String: Int] = [:]
        for (hash, analysis) in zip(order, analyses) {
            let id = analysis.identity.id
            if let position = byId[id] {
                groups[position].entries += entries[hash] ?? []
                byTextHash[hash] = position
            } else {
                byId[id] = groups.count
                byTextHash[hash] = groups.count
                groups.append(
                    StatementGroup(
                        id: id, fingerprint: analysis.identity.fingerprint, text: texts[hash] ?? "",
                        facts: analysis.facts,
                        entries: entries[hash] ?? []))
            }
        }
    }
}
