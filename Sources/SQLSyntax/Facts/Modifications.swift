import JSONTape
import Model

/// INSERT, UPDATE, DELETE and MERGE.
extension FactsWalker {
    /// Walks a statement that changes data and returns what RETURNING gives; nil where it is none.
    func walkModification(_ statement: Node, commonTables: [String: CommonTable]) -> QueryOutput? {
        let scope = Scope(parent: nil, commonTables: commonTables)
        let body = statement.body
        return withoutCollecting {
            if let with = body["withClause"] { walkWith(with, scope) }
            switch statement.tag {
            case "InsertStmt": walkInsert(body, scope)
            case "UpdateStmt": walkUpdate(body, scope)
            case "DeleteStmt": walkDelete(body, scope)
            case "MergeStmt": walkMerge(body, scope)
            default: return nil
            }
            let returning = body.nodes("returningList")
            if !returning.isEmpty { note(.returning) }
            let targets = walkTargets(returning, Context(scope, .returning), place: .from)
            return QueryOutput(columns: targets.map(\.output), readsManyRows: true)
        }
    }

    /// Adds the relation that is changed; returns its position.
    private func addTarget(_ body: JSONValue, _ scope: Scope, _ role: RelationRole) -> Int? {
        guard let relation = body["relation"] else { return nil }
        walkRangeVariable(relation, scope, role: role)
        return facts.relations.count - 1
    }

    private func note(
        _ columns: [String], of relation: Int?, in list: WritableKeyPath<StatementFacts, [ColumnReference]>
    ) {
        for name in columns {
            let column = ColumnReference(relation: relation, column: name)
            if !facts[keyPath: list].contains(column) { facts[keyPath: list].append(column) }
        }
    }

    /// SET: the columns assigned, and what is assigned to them.
    private func walkAssignments(_ body: JSONValue, _ context: Context, _ relation: Int?, toNewRows: Bool = false) {
        let assignments = body.nodes("targetList")
        let columns = assignments.compactMap { $0.body.text("name") }
        note(columns, of: relation, in: \.written)
        if !toNewRows { note(columns, of: relation, in: \.assigned) }
        for assignment in assignments {
            guard let value = assignment.body.node("val") else { continue }
            guard value.tag == "MultiAssignRef" else {
                walkValue(value, context)
                continue
            }
            // `(a, b) = (SELECT ...)` hangs the source on each column.
            if value.body["colno"]?.int == 1, let source = value.body.node("source") { walkValue(source, context) }
        }
    }

    // MARK: INSERT

    private func walkInsert(_ body: JSONValue, _ scope: Scope) {
        let target = addTarget(body, scope, .insert)
        let listed = body.nodes("cols").compactMap { $0.body.text("name") }
        if let query = body.node("selectStmt")?.body { walkInsertSource(query, scope) }
        let all = scope.sources.first?.outputs.map(\.name) ?? []
        note(listed.isEmpty ? all : listed, of: target, in: \.written)
        guard let conflict = body["onConflictClause"] else { return }
        note(.onConflict)
        let excluded = all.map { OutputColumn(name: $0) }
        scope.sources.append(Source(name: "excluded", columns: .derived(excluded), readsManyRows: false))
        let context = Context(scope, .conflict)
        if let condition = conflict["infer"]?.node("whereClause") { walkCondition(condition, context) }
        walkAssignments(conflict, Context(scope, .select), target)
        if let condition = conflict.node("whereClause") { walkCondition(condition, context) }
        scope.sources.removeLast()
    }

    private func walkInsertSource(_ query: JSONValue, _ scope: Scope) {
        let rows = query.nodes("valuesLists")
        if rows.isEmpty { note(.insertSelect) }
        if rows.count > 1 { note(.multiRowInsert) }
        walkQuery(query, Scope(parent: nil, commonTables: scope.commonTables), place: .outermost)
    }

    // MARK: UPDATE, DELETE

    private func walkUpdate(_ body: JSONValue, _ scope: Scope) {
        let target = addTarget(body, scope, .update)
        walkFrom(body.nodes("fromClause"), scope)
        if let condition = body.node("whereClause") {
            walkCondition(condition, Context(scope, .where))
        } else {
            note(.updateWithoutWhere)
        }
        walkAssignments(body, Context(scope, .select), target)
    }

    private func walkDelete(_ body: JSONValue, _ scope: Scope) {
        if let target = addTarget(body, scope, .delete) { facts.deletedFrom.insert(target) }
        walkFrom(body.nodes("usingClause"), scope)
        if let condition = body.node("whereClause") {
            walkCondition(condition, Context(scope, .where))
        } else {
            note(.deleteWithoutWhere)
        }
    }

    // MARK: MERGE

    private func walkMerge(_ body: JSONValue, _ scope: Scope) {
        let target = addTarget(body, scope, .merge)
        walkFrom([body.node("sourceRelation")].compactMap { $0 }, scope)
        if let condition = body.node("joinCondition") { walkCondition(condition, Context(scope, .on)) }
        for clause in body.nodes("mergeWhenClauses") {
            if let condition = clause.body.node("condition") { walkCondition(condition, Context(scope, .select)) }
            let command = clause.body.text("commandType")
            walkAssignments(clause.body, Context(scope, .select), target, toNewRows: command == "CMD_INSERT")
            if command == "CMD_DELETE", let target { facts.deletedFrom.insert(target) }
            for value in clause.body.nodes("values") { walkValue(value, Context(scope, .select)) }
        }
    }
}
