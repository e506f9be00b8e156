import Model

/// Reads from the facts of a statement what it asks of each table: one need for each occurrence of a table that indexes can
/// be advised for.
struct NeedReader {
    let schema: TargetSchema
    let facts: StatementFacts
    /// Conditions that row-level security adds to a relation, by its position; each a query of that relation alone.
    let policies: [Int: StatementFacts]
    /// How the whole workload compares columns with constants.
    var constants = ConstantUse()

    var needs: [TableNeed] {
        facts.relations.indices.flatMap { position -> [TableNeed] in
            guard let oid = facts.relations[position].oid, facts.relations[position].role != .insert else { return [] }
            return schema.family(of: oid).map { need(of: $0, at: position) }
        }
    }

    private func need(of table: TargetTable, at position: Int) -> TableNeed {
        var need = TableNeed(table: table)
        for predicate in facts.predicates where predicate.column.relation == position { add(predicate, to: &need) }
        need.combinesInGist = schema.extensions.contains("btree_gist")
        need.combinesInGin = Set(
            table.columns.filter { schema.operatorClasses.combines($0.typeName, in: "gin") }.map(\.name))
        need.used = used(facts, at: position)
        if table.hasRowSecurity, let policy = policies[position] {
            for predicate in policy.predicates where predicate.column.relation == 0 { add(predicate, to: &need) }
            need.used.formUnion(used(policy, at: 0))
        }
        need.equalities.sort { ($0.share, $0.key.subject) < ($1.share, $1.key.subject) }
        addOrders(to: &need, at: position)
        need.grouping = sortKeys(facts.groupBy, at: position, table).map(\.ascending)
        if need.grouping.isEmpty, need.order.isEmpty {
            need.grouping = facts.extremes.filter { $0.relation == position && isOrdered($0.column, table) }
                .map { IndexDefinition.Key(column: $0.column) }
        }
        return need
    }

    private func addOrders(to need: inout TableNeed, at position: Int) {
        for order in facts.orders {
            if let first = order.keys.first, !first.descending, let column = first.distanceFrom,
                column.relation == position, let key = need.table.column(column.column)
            {
                if let search = SearchMethods.nearest(first.expression ?? "", key, schema) { append(search, &need) }
                continue
            }
            let keys = sortKeys(order.keys, at: position, need.table)
            // Equal rows stand together only where every column of theirs is a key.
            guard !keys.isEmpty, order.purpose != .distinct || keys.count == order.keys.count else { continue }
            if order.purpose == .orderBy, need.order.isEmpty {
                need.order = keys
            } else if !need.order.starts(with: keys), !need.otherOrders.contains(keys) {
                need.otherOrders.append(keys)
            }
        }
    }

    private func append(_ search: Search, _ need: inout TableNeed) {
        if !need.searches.contains(search) { need.searches.append(search) }
    }

    private func used(_ facts: StatementFacts, at position: Int) -> Set<String> {
        let columns =
            facts.predicates.map(\.column) + facts.selected + facts.joins.flatMap { [$0.left, $0.right] }
            + (facts.orderBy + facts.groupBy).compactMap(\.column)
        return Set(columns.filter { $0.relation == position }.map(\.column))
    }

    /// The keys of a list that are this table's, up to another table's; those of others in front may be known to be the same
    /// in all rows.
    private func sortKeys(_ keys: [SortKey], at position: Int, _ table: TargetTable) -> [IndexDefinition.Key] {
        var result: [IndexDefinition.Key] = []
        for key in keys {
            var part = IndexDefinition.Key(descending: key.descending, nullsFirst: key.nullsFirst)
            if let column = key.column, column.relation == position, isOrdered(column.column, table) {
                part.column = column.column
                part.collation = table.column(column.column)?.other(key.collation)
            } else if let sql = key.sql, key.relation == position {
                part.expression = sql
                part.collation = key.collation
            } else {
                if result.isEmpty { continue } else { break }
            }
            if !result.contains(where: { $0.subject == part.subject }) { result.append(part) }
        }
        return result
    }

    // MARK: Predicates

    private func add(_ predicate: Predicate, to need: inout TableNeed) {
        guard predicate.clause == .where || predicate.clause == .on else { return }
        let table = need.table
        if let term = PartialTerm(predicate, table, constants), !need.conditions.contains(term) {
            need.conditions.append(term)
        }
        noteFilter(predicate, &need)
        noteCondition(predicate, &need)
        guard !predicate.negated, let key = key(of: predicate, table) else { return }
        for search in SearchMethods.searches(predicate, key, table, schema) { append(search, &need) }
        guard let kind = kind(of: predicate, key, table) else { return }
        let needKey = NeedKey(key: kind.key, share: kind.share)
        if predicate.inDisjunction {
            append(needKey, to: &need.alternatives)
        } else if kind.isEquality {
            append(needKey, to: &need.equalities)
        } else {
            append(needKey, to: &need.ranges)
        }
    }

    private func noteFilter(_ predicate: Predicate, _ need: inout TableNeed) {
        let columns = [predicate.column] + [predicate.otherColumn].compactMap { $0 }
        for column in columns where column.relation == predicate.column.relation && isOrdered(column.column, need.table)
        {
            let key = IndexDefinition.Key(column: column.column)
            if !need.filters.contains(key) { need.filters.append(key) }
        }
    }

    private func noteCondition(_ predicate: Predicate, _ need: inout TableNeed) {
        guard let column = need.table.column(predicate.column.column), predicate.rowPosition == nil else { return }
        if predicate.otherColumn != nil {
            let key = IndexDefinition.Key(column: column.name)
            let isJoin = predicate.op == "=" && predicate.wrappedBy == nil && predicate.castTo == nil
            if isJoin, !predicate.inDisjunction, !need.joins.contains(key) { need.joins.append(key) }
        } else if !predicate.inDisjunction, let condition = LocalCondition.sql(predicate, column),
            !need.local.contains(condition)
        {
            need.local.append(condition)
        }
    }

    private func append(_ key: NeedKey, to list: inout [NeedKey]) {
        if !list.contains(where: { $0.key == key.key }) { list.append(key) }
    }

    /// What an index would be on: the column, or the expression around it.
    private func key(of predicate: Predicate, _ table: TargetTable) -> IndexDefinition.Key? {
        if predicate.wrappedBy == nil, predicate.castTo == nil {
            return table.column(predicate.column.column).map {
                IndexDefinition.Key(column: $0.name, collation: $0.other(predicate.collation))
            }
        }
        return predicate.expression.map { IndexDefinition.Key(expression: $0, collation: predicate.collation) }
    }

    private func kind(
        of predicate: Predicate, _ key: IndexDefinition.Key, _ table: TargetTable
    ) -> (key: IndexDefinition.Key, share: Double, isEquality: Bool)? {
        let column = key.column.flatMap(table.column)
        if let column, !isOrdered(column.name, table) { return nil }
        let equality = column?.equalityShare(rows: table.rows) ?? 0.005
        switch predicate.op {
        case "=": return (key, equality, true)
        case "IN": return (key, min(1, equality * Double(predicate.listLength ?? 5)), true)
        case "IS NULL": return (key, column?.statistics?.nullFraction ?? 0.1, true)
        case "IS TRUE": return key.column == nil ? nil : (key, 0.5, true)
        case "<", ">", "<=", ">=", "BETWEEN": return (key, 0.3, false)
        case "~~" where predicate.leadingWildcard != true, "SIMILAR TO" where predicate.leadingWildcard != true,
            "~" where predicate.isAnchored != false, "^@":
            guard column.map({ $0.category == "S" }) ?? true else { return nil }
            var key = key
            // A text in another order than that of its bytes serves prefixes only by its pattern class.
            let collation = key.collation ?? column?.collation
            if !(collation.map(TargetColumn.isBytewise) ?? schema.comparesBytes) {
                key.operatorClass = patternClass(column)
            }
            return (key, 0.05, false)
        default: return nil
        }
    }

    private func patternClass(_ column: TargetColumn?) -> String {
        switch column?.typeName {
        case "varchar": "varchar_pattern_ops"
        case "bpchar": "bpchar_pattern_ops"
        default: "text_pattern_ops"
        }
    }

    /// Whether the type has a btree operator class.
    private func isOrdered(_ column: String, _ table: TargetTable) -> Bool {
        table.column(column)?.isOrdered ?? false
    }
}
