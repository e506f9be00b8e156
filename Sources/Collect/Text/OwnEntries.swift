import JSONTape

/// Keys of the collector's own entries as they stand in a snapshot: `[[user_oid, "query_id", toplevel], ...]`.
enum OwnEntries {
    static func encode(_ keys: Set<StatementKey>) -> String {
        var writer = JSONWriter()
        let sorted = keys.sorted {
            ($0.userOid, $0.queryId, $0.toplevel ? 1 : 0) < ($1.userOid, $1.queryId, $1.toplevel ? 1 : 0)
        }
        writer.array { writer in
            for key in sorted {
                writer.array { writer in
                    writer.value(key.userOid)
                    writer.value(key.queryId)
                    writer.value(key.toplevel)
                }
            }
        }
        return writer.text
    }

    /// None where the text is missing or not of that form.
    static func decode(_ text: String?) -> Set<StatementKey> {
        guard let text, let tape = try? JSONTape(text) else { return [] }
        return Set(
            tape.root.elements.compactMap { entry in
                guard let user = entry[0]?.int, let id = entry[1]?.string, let toplevel = entry[2]?.bool else {
                    return nil
                }
                return StatementKey(userOid: Int64(user), queryId: id, toplevel: toplevel)
            })
    }
}
