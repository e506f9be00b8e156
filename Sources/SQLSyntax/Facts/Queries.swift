import JSONTape
import Model

/// Where a query stands.
enum QueryPlace {
    case outermost, from, commonTable, value, exists, setOperand, view
}

/// What a query gives to the one around it.
struct QueryOutput {
    var columns: [OutputColumn]
    var readsManyRows: Bool
    /// Of UNION ALL the columns of all operands but the first: an order of the whole is merged from orders of each.
    var merged: [[OutputColumn]] = []
}

/// Where an expression stands.
struct Context {
    var scope: Scope
    var clause: Clause
    /// The join whose condition this is; inner in WHERE.
    var join: Join.Kind = .inner
    var inDisjunction = false
    var negated = false

    init(_ scope: Scope, _ clause: Clause, join: Join.Kind = .inner) {
        self.scope = scope
        self.clause = clause
        self.join = join
    }
}

/// SELECT, VALUES and set operations.
extension FactsWalker {
    @discardableResult
    func walkQuery(_ query: JSONValue, _ scope: Scope, place: QueryPlace) -> QueryOutput {
        queryDepth += 1
        defer { queryDepth -= 1 }
        return withoutCollecting {
            if let with = query["withClause"] { walkWith(with, scope) }
            let operation = query.text("op") ?? "SETOP_NONE"
            if operation != "SETOP_NONE" { return walkSetOperation(query, operation, scope, place) }
            if query.has("valuesLists") { return walkValues(query, scope) }
            return walkSelect(query, scope, place)
        }
    }

    private func walkSetOperation(
        _ query: JSONValue, _ operation: String, _ scope: Scope, _ place: QueryPlace
    ) -> QueryOutput {
        if operation == "SETOP_UNION" { note(query.flag("all") ? .unionAll : .union) }
        func operand(_ field: String) -> QueryOutput {
            guard let body = query[field] else { return QueryOutput(columns: [], readsManyRows: false) }
            let inner = Scope(
                parent: scope.parent, commonTables: scope.commonTables, correlation: scope.correlation)
            return walkQuery(body, inner, place: place == .exists ? .exists : .setOperand)
        }
        let left = operand("larg")
        if let recursion = scope.recursion {
            scope.commonTables[recursion.name] = CommonTable(
                columns: rename(left.columns, recursion.aliases), readsManyRows: true)
        }
        let right = operand("rarg")
        let isMerged = operation == "SETOP_UNION" && query.flag("all")
        let merged = isMerged ? left.merged + [right.columns] + right.merged : []
        walkOrdering(query, scope, targets: Self.targets(left.columns, named: left.columns))
        for columns in merged {
            noteOrder(RowOrder(.orderBy, sortKeys(query, scope, Self.targets(columns, named: left.columns))))
        }
        walkLimit(query, scope, place, isOneRow: false)
        return QueryOutput(
            columns: left.columns, readsManyRows: left.readsManyRows || right.readsManyRows, merged: merged)
    }

    /// The columns of an operand by the names that the whole has.
    private static func targets(_ columns: [OutputColumn], named: [OutputColumn]) -> [Target] {
        zip(columns, named).map { Target(name: $1.name, value: nil, output: $0) }
    }

    private func walkValues(_ query: JSONValue, _ scope: Scope) -> QueryOutput {
        var columns: [OutputColumn] = []
        for row in query.nodes("valuesLists") {
            let items = row.body.nodes("items")
            for (position, item) in items.enumerated() {
                walkValue(item, Context(scope, .select))
                if position >= columns.count { columns.append(OutputColumn(name: "column\(position + 1)")) }
            }
        }
        return QueryOutput(columns: columns, readsManyRows: false)
    }

    private func walkSelect(_ query: JSONValue, _ scope: Scope, _ place: QueryPlace) -> QueryOutput {
        scope.isGrouped = query.has("groupClause")
        walkFrom(query.nodes("fromClause"), scope)
        if let condition = query.node("whereClause") { walkCondition(condition, Context(scope, .where)) }
        let targets = walkTargets(query.nodes("targetList"), Context(scope, .select), place: place)
        walkGrouping(query, scope, targets)
        if let condition = query.node("havingClause") { walkCondition(condition, Context(scope, .having)) }
        walkWindows(query, scope)
        let order = walkOrdering(query, scope, targets: targets)
        walkDistinct(query, scope, targets, order)
        let isOneRow = !scope.isGrouped && targets.contains { $0.isAggregate }
        walkLimit(query, scope, place, isOneRow: isOneRow || targets.allSatisfy { $0.isConstant })
        walkLocking(query, scope)
        noteCartesianJoin(scope)
        let hasLimitOne = query.node("limitCount").flatMap { integer($0) } == 1
        return QueryOutput(
            columns: targets.map(\.output),
            readsManyRows: !isOneRow && !hasLimitOne && scope.sources.contains { $0.readsManyRows })
    }

    private func walkLimit(_ query: JSONValue, _ scope: Scope, _ place: QueryPlace, isOneRow: Bool) {
        let isOutermost = queryDepth == 1 && view == nil
        if let limit = query.node("limitCount"), !isNull(limit) {
            note(.limit)
            walkValue(limit, Context(scope, .select))
            if isOutermost { facts.limit = integer(limit) }
            facts.limitParameters += parameters(of: limit)
            let readsRows = !scope.sources.isEmpty || query.has("larg")
            if readsRows, !isOneRow, place != .exists, !query.has("sortClause") { note(.limitWithoutOrder) }
        }
        if let offset = query.node("limitOffset") {
            let value = integer(offset)
            if value != 0 { note(.offset) }
            walkValue(offset, Context(scope, .select))
            if isOutermost { facts.offset = value }
            facts.offsetParameters += parameters(of: offset)
        }
    }

    private func walkLocking(_ query: JSONValue, _ scope: Scope) {
        for lock in query.nodes("lockingClause") {
            let strength = lock.body.text("strength") ?? ""
            if strength == "LCS_FORUPDATE" || strength == "LCS_FORNOKEYUPDATE" { note(.forUpdate) }
            switch lock.body.text("waitPolicy") {
            case "LockWaitSkip": note(.skipLocked)
            case "LockWaitError": note(.noWait)
            default: break
            }
            let names = lock.body.nodes("lockedRels").compactMap { $0.body.text("relname") }
            for source in scope.sources where names.isEmpty || names.contains(source.name) {
                if case .relation(let position, _) = source.columns { facts.relations[position].role = .lock }
            }
        }
    }

    /// A FROM whose relations no condition ties together; one that `column = value` narrows is left out.
    private func noteCartesianJoin(_ scope: Scope) {
        var relations: UInt64 = 0
        for (position, source) in scope.sources.prefix(63).enumerated() where source.readsManyRows {
            relations |= 1 << UInt64(position)
        }
        if !scope.connections.connectsAll(relations & ~scope.connections.narrowed) { note(.cartesianJoin) }
    }
}
