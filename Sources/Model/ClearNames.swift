/// Takes out of a snapshot what no statement of ours could name for sure.
///
/// To Swift two texts are equal where they read the same, whichever code points spell them; to PostgreSQL they are two names. One
/// table could so take another's place wherever names are looked up. And what is no UTF-8, in a database that has no encoding, reads
/// U+FFFD: a statement with that would speak of nothing, or of something else. Tables of such names, or with such a column, index or
/// constraint, are left out and named, so that nothing is said of them.
struct ClearNames {
    private let snapshot: Snapshot
    /// Relations to leave out, and why.
    private var reasons: [Int64: Reason] = [:]
    private var indexes: Set<Int64> = []

    private enum Reason {
        case twin, broken

        var text: String {
            switch self {
            case .twin:
                "its name, or that of a column, an index or a constraint of it, reads the same as another and differs only in how"
                    + " its letters are encoded (normalisation of Unicode): give one of the two another name"
            case .broken:
                "its name, or that of a column, an index or a constraint of it, is not UTF-8 and cannot be converted to it: no"
                    + " statement could be written that names it"
            }
        }
    }

    init(_ snapshot: Snapshot) {
        self.snapshot = snapshot
        look(snapshot[.relations], relation: "oid", scope: "schema")
        look(snapshot[.indexDefinitions], relation: "relation_oid", scope: "schema")
        look(snapshot[.columns], relation: "relation_oid", scope: nil)
        look(snapshot[.constraints], relation: "relation_oid", scope: nil)
        guard !reasons.isEmpty else { return }
        let definitions = snapshot[.indexDefinitions]
        for (table, index) in zip(definitions.integers("relation_oid"), definitions.integers("oid")) {
            if let table, let index, reasons[table] != nil { indexes.insert(index) }
        }
    }

    // MARK: Names

    /// - Parameters:
    ///   - relation: the column that holds the table's oid.
    ///   - scope: the column within whose value a name stands for one thing; nil: within a table.
    private mutating func look(_ section: Section, relation: String, scope: String?) {
        let names = section.texts("name")
        let oids = section.integers(relation)
        let scopes = scope.map(section.texts) ?? oids.map { $0.map { String($0) } }
        // What is ASCII to the last letter reads like nothing else that is.
        guard names.contains(where: Self.isUnusual) || scopes.contains(where: Self.isUnusual) else { return }
        var known: [[String]: Int] = [:]
        for row in 0..<section.count {
            guard let name = names[row] else { continue }
            let place = scopes[row] ?? ""
            if Self.isBroken(name) || Self.isBroken(place) { note(oids[row], .broken) }
            guard let other = known.updateValue(row, forKey: [place, name]),
                !(names[other] ?? "").utf8.elementsEqual(name.utf8)
                    || !(scopes[other] ?? "").utf8.elementsEqual(place.utf8)
            else { continue }
            note(oids[row], .twin)
            note(oids[other], .twin)
        }
    }

    private mutating func note(_ relation: Int64?, _ reason: Reason) {
        guard let relation, relation != 0 else { return }
        reasons[relation] = reasons[relation] ?? reason
    }

    private static func isUnusual(_ name: String?) -> Bool { name?.utf8.contains { $0 >= 0x80 } ?? false }

    private static func isBroken(_ name: String?) -> Bool {
        isUnusual(name) && name?.unicodeScalars.contains("\u{FFFD}") ?? false
    }

    // MARK: What is left

    var result: Snapshot {
        var result = snapshot
        for (name, section) in snapshot.sections {
            let lost = unclear(section)
            guard !lost.isEmpty else { continue }
            result.sections[name] = section.keeping((0..<section.count).filter { !lost.contains($0) })
        }
        result.unreadable += notes
        return result
    }

    /// Columns that hold a relation's oid, or an index's.
    private static let references = [
        "relation_oid", "referenced_oid", "view_oid", "index_oid", "owner_oid", "owner_relation_oid", "parent_oid",
    ]

    private static let owners: Set = [
        SectionShape.relations.name, SectionShape.views.name, SectionShape.indexDefinitions.name,
    ]

    /// Rows of such names, whatever they are of, and rows about such tables.
    private func unclear(_ section: Section) -> Set<Int> {
        var rows: Set<Int> = []
        for column in ["name", "schema"] {
            for (row, text) in section.texts(column).enumerated() where Self.isBroken(text) { rows.insert(row) }
        }
        guard !reasons.isEmpty else { return rows }
        for column in Self.references + (Self.owners.contains(section.shape.name) ? ["oid"] : []) {
            for (row, oid) in section.integers(column).enumerated() {
                if let oid, reasons[oid] != nil || indexes.contains(oid) { rows.insert(row) }
            }
        }
        return rows
    }

    /// Most of a thousand are as good as all.
    private var notes: [Unreadable] {
        let relations = snapshot[.relations]
        let found = (0..<relations.count).compactMap { row -> Unreadable? in
            guard let reason = relations[row, "oid"].integer.flatMap({ reasons[$0] }) else { return nil }
            let name = Quote.qualified(relations[row, "schema"].text, relations[row, "name"].text ?? "")
            return Unreadable(section: SectionShape.relations.name, object: name, reason: reason.text)
        }
        let most = 20
        guard found.count > most else { return found }
        return found.prefix(most) + [
            Unreadable(
                section: SectionShape.relations.name, object: "\(found.count - most) more",
                reason: "their names, or those of what is on them, are not UTF-8 or read the same as others")
        ]
    }
}

extension Snapshot {
    /// Without tables whose names, or those of what is on them, cannot be told apart or written; `unreadable` names them.
    public var withClearNames: Snapshot { ClearNames(self).result }
}
