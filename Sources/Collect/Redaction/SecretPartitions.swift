import Model
import SQLSyntax

/// Tables that are partitioned by a column that holds secrets: the bounds of their partitions are values of it.
struct SecretPartitions: Sendable {
    /// Of each partitioned table, its key and its name as a dump has it.
    private var keys: [Int64: (key: String, name: String)] = [:]

    mutating func learn(_ relations: Section) {
        for row in 0..<relations.count {
            guard let oid = relations[row, "oid"].integer, let key = relations[row, "partition_key"].text else {
                continue
            }
            keys[oid] = (key, Quote.qualified(relations[row, "schema"].text, relations[row, "name"].text ?? ""))
        }
    }

    private func isSecret(_ parent: Int64, _ names: [Int64: Set<String>]) -> Bool {
        guard let key = keys[parent]?.key, let secret = names[parent] else { return false }
        return Secrets.names(secret, in: key)
    }

    func remove(from relations: Section, _ names: [Int64: Set<String>]) -> Section {
        guard keys.keys.contains(where: { isSecret($0, names) }) else { return relations }
        return relations.mapping("partition_bound") { value, row in
            guard let parent = relations[row, "parent_oid"].integer, isSecret(parent, names), let bound = value.text
            else {
                return value
            }
            return .text(Secrets.removed(allFromExpression: bound))
        }
    }

    /// The twin does without the partitions that it cannot tell apart any more, and says so.
    func remove(fromDump dump: Section, _ names: [Int64: Set<String>]) -> Section {
        let beginnings = keys.filter { isSecret($0.key, names) }.map {
            Array("ALTER TABLE ONLY \($0.value.name) ATTACH ".utf8)
        }
        guard !beginnings.isEmpty else { return dump }
        return dump.mapping("sql") { value, row in
            guard dump[row, "kind"].text == "TABLE ATTACH", let sql = value.text,
                beginnings.contains(where: sql.utf8.starts(with:))
            else { return value }
            return .text(Secrets.removed(allFromExpression: sql))
        }
    }
}
