import Model
import Postgres
import SQLSyntax

/// Reads the texts of statements, as few as needed: the server reads its whole file of texts for any of them.
extension Run {
    /// The entries of the section `statement_entries`, in its order.
    private var entryKeys: [StatementKey?] {
        let entries = self[.statementEntries]
        let ids = entries.texts("query_id")
        return entries.integers("user_oid").enumerated().map { row, user in
            guard let user, let id = ids[row] else { return nil }
            return StatementKey(userOid: user, queryId: id, toplevel: entries[row, "toplevel"].boolean ?? true)
        }
    }

    /// Fills `text_hash` of the entries and the section `statement_texts`, and leaves the collector's own entries out.
    /// - Parameter wanted: hashes whose texts are needed again, because they are to be planned and not at hand.
    /// - Returns: the texts read, by hash.
    mutating func readTexts(wanting wanted: Set<String>) async throws -> [String: String] {
        guard let schema = server.statementsSchema, sections[SectionShape.statementEntries.name] != nil else {
            return [:]
        }
        begin(SectionShape.statementTexts.name)
        let known = options.knownTexts
        let keys = entryKeys
        var ids: Set<String> = []
        for key in keys.compactMap({ $0 }) where !known.ownEntries.contains(key) {
            guard let hash = known.hashes[key], !wanted.contains(hash) else {
                ids.insert(key.queryId)
                continue
            }
        }
        var hashes = known.hashes
        var own = known.ownEntries
        var texts: [String: String] = [:]
        if !ids.isEmpty {
            let all = known.hashes.isEmpty
            for entry in try await fetchTexts(of: all ? nil : ids, schema) {
                if entry.text.contains(advisorTag) {
                    own.insert(entry.key)
                } else {
                    // Before the hash is taken: that of a text with a password in it would tell the password to who guesses.
                    let text = Secrets.removed(fromStatement: entry.text)
                    let hash = TextHash.of(text)
                    hashes[entry.key] = hash
                    texts[hash] = text
                }
            }
        }
        store(keys, hashes, own, texts)
        return texts
    }

    private mutating func fetchTexts(of ids: Set<String>?, _ schema: String) async throws -> [(
        key: StatementKey, text: String
    )] {
        let limit = min(options.textTimeout, remaining)
        guard limit > .zero else {
            note(remedy.outOfTime(.statementTexts, options.timeLimit))
            return []
        }
        let list = ids.map { "{\($0.sorted().joined(separator: ","))}" }
        do {
            let rows = try await session.query(
                SectionQuery.statementTexts(server.features, schema: schema), [.string(list)], limit: limit)
            return rows.compactMap { row in
                guard let user = row[0].string.flatMap({ Int64($0) }), let id = row[1].string, let text = row[3].string
                else { return nil }
                return (StatementKey(userOid: user, queryId: id, toplevel: row[2].string == "t"), text)
            }
        } catch let error as PostgresError {
            note(remedy.unreadable(.statementTexts, try tolerable(error, during: "statement_texts"), after: limit))
            return []
        }
    }

    private mutating func store(
        _ keys: [StatementKey?], _ hashes: [StatementKey: String], _ own: Set<StatementKey>, _ texts: [String: String]
    ) {
        let others = keys.indices.filter { row in keys[row].map { !own.contains($0) } ?? true }
        var hashOfRow = others.lazy.map { row in keys[row].flatMap { hashes[$0] } }.makeIterator()
        self[.statementEntries] = self[.statementEntries].keeping(others).mapping("text_hash") { _ in
            hashOfRow.next().flatMap { $0 }.map(Value.text) ?? .null
        }
        // Entries that are gone need not be remembered.
        let present = own.intersection(keys.compactMap { $0 })
        if sections[SectionShape.statementsInfo.name] != nil {
            self[.statementsInfo] = self[.statementsInfo].mapping("advisor_entries") { _ in
                .text(OwnEntries.encode(present))
            }
        }
        var section = Section(.statementTexts)
        for (hash, text) in texts.sorted(by: { $0.key < $1.key }) { section.append([.text(hash), .text(text)]) }
        brokenTexts.count(section)
        self[.statementTexts] = section
    }
}
