import JSONTape
import Model
import SQLSyntax

/// Conditions that row-level security adds to the statements of a role.
///
/// Of the policies that are for the role, the permissive ones are alternatives and the restrictive ones hold all; an UPDATE or
/// DELETE is under those of SELECT too, for it reads what it changes.
final class RowSecurity {
    private struct Policy {
        var command: String
        var isPermissive: Bool
        var roles: Set<String>
        var condition: String
    }

    private let catalog: Catalog
    private let names: [Int64: String]
    private var policies: [Int64: [Policy]] = [:]
    /// Of a role those that it is a member of.
    private var groups: [String: Set<String>] = [:]
    private var known: [String: StatementFacts] = [:]

    init(_ snapshot: Snapshot, _ catalog: Catalog) {
        self.catalog = catalog
        names = Dictionary(
            catalog.relations.map { ($0.oid, Quote.qualified($0.schema, $0.name)) },
            uniquingKeysWith: { first, _ in first })
        let section = snapshot[.policies]
        for row in 0..<section.count {
            guard let table = section[row, "relation_oid"].integer, let using = section[row, "using_expression"].text
            else { continue }
            policies[table, default: []].append(
                Policy(
                    command: section[row, "command"].text ?? "all",
                    isPermissive: section[row, "permissive"].boolean ?? true,
                    roles: Set(section[row, "roles"].text.flatMap(JSONTape.strings) ?? ["public"]),
                    condition: "(\(using))"))
        }
        let members = snapshot[.roleMembers]
        for row in 0..<members.count {
            guard let role = members[row, "role"].text, let member = members[row, "member"].text else { continue }
            groups[member, default: []].insert(role)
        }
    }

    /// The facts of `SELECT 1 FROM table WHERE policies`, for each table of a statement that has any.
    ///
    /// - Parameter role: who runs it; nil: somebody whom row-level security does not concern.
    func conditions(of facts: StatementFacts, role: String?) -> [Int: StatementFacts] {
        guard let role, !policies.isEmpty else { return [:] }
        var conditions: [Int: StatementFacts] = [:]
        for (position, use) in facts.relations.enumerated() {
            guard let oid = use.oid, let name = names[oid],
                let condition = condition(table: oid, commands: Self.commands(use.role), role)
            else { continue }
            let text = "SELECT 1 FROM \(name) WHERE \(condition)"
            let read = known[text] ?? SQL.facts(of: text, catalog: catalog)
            known[text] = read
            conditions[position] = read
        }
        return conditions
    }

    private static func commands(_ role: RelationRole) -> [String] {
        switch role {
        case .update: ["select", "update"]
        case .delete: ["select", "delete"]
        default: ["select"]
        }
    }

    private func condition(table: Int64, commands: [String], _ role: String) -> String? {
        let everybody = roles(of: role).union(["public"])
        var terms: [String] = []
        for command in commands {
            let own = (policies[table] ?? []).filter {
                ["all", command].contains($0.command) && !$0.roles.isDisjoint(with: everybody)
            }
            let alternatives = own.filter(\.isPermissive).map(\.condition)
            if !alternatives.isEmpty { terms.append("(\(alternatives.joined(separator: " OR ")))") }
            terms += own.filter { !$0.isPermissive }.map(\.condition)
        }
        var seen: Set<String> = []
        let distinct = terms.filter { seen.insert($0).inserted }
        return distinct.isEmpty ? nil : distinct.joined(separator: " AND ")
    }

    /// The role and all that it belongs to, directly or through others.
    private func roles(of role: String) -> Set<String> {
        var found: Set<String> = [role]
        var open = [role]
        while let next = open.popLast() {
            for group in groups[next] ?? [] where found.insert(group).inserted { open.append(group) }
        }
        return found
    }
}
