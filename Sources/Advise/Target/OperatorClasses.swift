import JSONTape
import Model

/// Operator classes that extensions brought: which methods serve which operators of a type.
struct OperatorClasses: Sendable {
    struct Class: Sendable {
        /// pg_opclass.opcname.
        var bareName: String
        /// As DDL names it: with its schema, unless that is searched anyway.
        var name: String
        var method: String
        /// pg_type.typname.
        var typeName: String
        var isDefault: Bool
        var searches: Set<String>
        var orders: Set<String>
        var ofExtension: String

        /// What DDL says: nothing where it is what the type's columns have anyway.
        var spelling: String? { isDefault ? nil : name }
    }

    private(set) var all: [Class] = []

    init() {}

    init(_ snapshot: Snapshot) {
        let section = snapshot[.operatorClasses]
        let path = Set(snapshot.searchPath + ["pg_catalog"])
        for row in 0..<section.count {
            guard let name = section[row, "name"].text, let method = section[row, "method"].text,
                let type = section[row, "type_name"].text, let owner = section[row, "extension"].text,
                KnownExtensions.names.contains(owner)
            else { continue }
            func operators(_ column: String) -> Set<String> {
                Set(section[row, column].text.flatMap(JSONTape.strings) ?? [])
            }
            let schema = section[row, "schema"].text ?? ""
            all.append(
                Class(
                    bareName: name,
                    name: path.contains(schema) ? Quote.identifier(name) : Quote.qualified(schema, name),
                    method: method,
                    typeName: type, isDefault: section[row, "is_default"].boolean ?? false,
                    searches: operators("search_operators"), orders: operators("ordering_operators"), ofExtension: owner
                ))
        }
    }

    /// How DDL names a class of that name; the bare name where it is not there.
    func spelling(_ name: String) -> String {
        all.first { $0.bareName == name }?.name ?? name
    }

    /// Comparisons, which a btree serves better.
    private static let plain: Set<String> = ["=", "<>", "<", "<=", ">", ">="]
    /// Methods whose sizes are known, and whose indexes on the twin plan as real ones do.
    private static let methods: Set<String> = ["gin", "gist", "spgist"]

    /// Those that search a column of the type by an operator. pg_trgm's are chosen by hand: its patterns are a btree's as well.
    func searching(_ typeName: String, _ op: String) -> [Class] {
        guard !Self.plain.contains(op) else { return [] }
        return of(typeName) { $0.searches.contains(op) }
    }

    /// Those that give rows by the distance that an operator means, the nearest first.
    func ordering(_ typeName: String, _ op: String) -> [Class] { of(typeName) { $0.orders.contains(op) } }

    private func of(_ typeName: String, _ condition: (Class) -> Bool) -> [Class] {
        all.filter {
            $0.typeName == typeName && Self.methods.contains($0.method) && $0.ofExtension != "pg_trgm" && condition($0)
        }
    }

    /// Whether an ordinary column of the type can stand in an index of the method beside others: btree_gin, btree_gist.
    func combines(_ typeName: String, in method: String) -> Bool {
        all.contains { $0.typeName == typeName && $0.method == method && $0.isDefault && $0.searches.contains("=") }
    }
}
