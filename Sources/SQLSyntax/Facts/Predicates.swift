import JSONTape
import Model

/// Comparisons: which column, with what.
extension FactsWalker {
    func walkComparison(_ node: Node, _ context: Context) {
        guard let right = node.body.node("rexpr") else { return }
        guard let left = node.body.node("lexpr") else { return walkValue(right, context) }
        let op = node.operatorName() ?? "="
        switch node.body.text("kind") {
        case "AEXPR_OP_ANY", "AEXPR_OP_ALL":
            compareWithArray(left, op, right, context, isAny: node.body.text("kind") == "AEXPR_OP_ANY")
        case "AEXPR_DISTINCT": compare(left, "IS DISTINCT FROM", right, context)
        case "AEXPR_NOT_DISTINCT": compare(left, "IS NOT DISTINCT FROM", right, context)
        case "AEXPR_IN": compareWithList(left, op == "=" ? "IN" : "NOT IN", right, context)
        case "AEXPR_BETWEEN", "AEXPR_BETWEEN_SYM": compareWithRange(left, "BETWEEN", right, context)
        case "AEXPR_NOT_BETWEEN", "AEXPR_NOT_BETWEEN_SYM": compareWithRange(left, "NOT BETWEEN", right, context)
        case "AEXPR_SIMILAR": compare(left, op == "~" ? "SIMILAR TO" : "NOT SIMILAR TO", right, context)
        case "AEXPR_NULLIF": walkValue(node, context)
        default:
            // libpg_query writes != as <>.
            if left.tag == "RowExpr", right.tag == "RowExpr" {
                compareRows(left.body.nodes("args"), op, right.body.nodes("args"), context)
            } else {
                compare(left, op, right, context)
            }
        }
    }

    private func compareRows(_ left: [Node], _ op: String, _ right: [Node], _ context: Context) {
        for (position, pair) in zip(left, right).enumerated() {
            compare(pair.0, op, pair.1, context, rowPosition: position)
        }
    }

    private func compare(_ left: Node, _ op: String, _ right: Node, _ context: Context, rowPosition: Int? = nil) {
        noteCountForExistence(left, op, right, context)
        noteSearch(op, left, right, context)
        let one = walkSide(left, context)
        let other = walkSide(right, context)
        if let first = one.operand, let second = other.operand {
            compareColumns(first, second, op, context, rowPosition: rowPosition, sides: (one, other))
        } else if let column = one.operand {
            record(column, op, other, context, rowPosition: rowPosition, around: one.node)
        } else if let column = other.operand {
            record(column, Operators.commute(op), one, context, rowPosition: rowPosition, around: other.node)
        }
        noteRest(of: one)
        noteRest(of: other)
    }

    /// Both sides hold columns: a predicate on each, and a join where they are bare columns of two relations.
    func compareColumns(
        _ left: Located, _ right: Located, _ op: String, _ context: Context, rowPosition: Int? = nil,
        sides: (left: Side, right: Side)? = nil
    ) {
        var template = Predicate(column: left.operand.column, op: op, comparand: .column, clause: context.clause)
        template.inDisjunction = context.inDisjunction
        template.negated = context.negated
        template.rowPosition = rowPosition
        append(template, on: left, against: right, op, expression(around: sides?.left, context))
        let first = left.operand.column
        let second = right.operand.column
        guard first.relation != second.relation else {
            // No predicate stands for it, and yet it is read.
            noteSelected(second)
            return
        }
        append(template, on: right, against: left, Operators.commute(op), expression(around: sides?.right, context))
        guard left.operand.isBare, right.operand.isBare, let one = first.relation, let other = second.relation,
            !context.inDisjunction, !context.negated
        else { return }
        let kind = left.scope === right.scope ? context.join : context.scope.correlation
        // Relations are numbered from the outside in and from left to right.
        facts.joins.append(
            one < other
                ? Join(left: first, right: second, op: op, kind: kind)
                : Join(left: second, right: first, op: Operators.commute(op), kind: kind))
    }

    private func append(
        _ template: Predicate, on column: Located, against other: Located, _ op: String, _ expression: String?
    ) {
        var predicate = template
        predicate.column = column.operand.column
        predicate.op = op
        predicate.wrappedBy = column.operand.wrappedBy
        predicate.castTo = column.operand.castTo
        predicate.comparand = other.operand.isBare ? .column : .expression
        if !column.operand.isBare { predicate.expression = expression }
        if other.operand.isBare { predicate.otherColumn = other.operand.column }
        noteWrapping(predicate)
        facts.predicates.append(predicate)
    }

    private func expression(around side: Side?, _ context: Context) -> String? {
        guard let side, let text = expressionText(side.node, context) else { return nil }
        return text.relation == side.operand?.operand.column.relation ? text.sql : nil
    }

    /// A predicate on a column against something without columns.
    ///
    /// - Parameter around: the side that holds the column.
    func record(
        _ column: Located, _ op: String, _ other: Side, _ context: Context, rowPosition: Int? = nil,
        listLength: Int? = nil, around: Node? = nil
    ) {
        var predicate = Predicate(
            column: column.operand.column, op: op, comparand: other.comparand, clause: context.clause,
            wrappedBy: column.operand.wrappedBy, castTo: column.operand.castTo, comparandType: other.type,
            listLength: listLength, inDisjunction: context.inDisjunction, negated: context.negated,
            constant: other.comparand == .constant || other.comparand == .list ? other.constant : nil)
        predicate.rowPosition = rowPosition
        predicate.parameters = parameters(of: other.node)
        predicate.collation = around.flatMap(collation) ?? collation(of: other.node)
        if op == "~" { predicate.isAnchored = isAnchored(other.node) }
        if !column.operand.isBare, let text = around.flatMap({ expressionText(uncollated($0), context) }),
            text.relation == column.operand.column.relation
        {
            predicate.expression = text.sql
        }
        if Operators.like.contains(op) || op.hasSuffix("SIMILAR TO") {
            predicate.leadingWildcard = beginsWithWildcard(other.node)
            if predicate.leadingWildcard == true { note(.leadingWildcard) }
        }
        if other.comparand == .null, ["=", "<>", "<", ">", "<=", ">="].contains(op) { note(.equalsNull) }
        noteWrapping(predicate)
        facts.predicates.append(predicate)
        let isValue = other.comparand == .parameter || other.comparand == .constant
        if op == "=", isValue, column.operand.isBare, context.isConjunct {
            column.scope.connections.narrowed |= column.scope.touched
        }
    }

    // MARK: Lists, arrays, ranges

    private func compareWithList(_ left: Node, _ op: String, _ list: Node, _ context: Context) {
        let items = list.body.nodes("items")
        if items.count >= FactsWalker.hugeListLength { note(.hugeInList) }
        if left.tag == "RowExpr" {
            for (position, column) in left.body.nodes("args").enumerated() {
                let first = items.first?.body.nodes("args").dropFirst(position).first
                let side = walkSide(column, context)
                guard let located = side.operand else { continue }
                let other = Side(node: list, comparand: .list, type: first.flatMap { type(of: $0) })
                record(located, op, other, context, rowPosition: position, listLength: items.count)
                noteRest(of: side)
            }
            for item in items { walkValue(item, context) }
            return
        }
        let side = walkSide(left, context)
        var other = Side(node: list, comparand: .list, type: items.first.flatMap { type(of: $0) })
        other.constant = listConstant(items)
        if let located = side.operand {
            record(located, op, other, context, listLength: items.count, around: left)
        }
        noteRest(of: side)
        for item in items where !isConstant(item) { walkValue(item, context) }
    }

    /// Lists from this length on are huge.
    static let hugeListLength = 100

    /// `'a', 'b'`: short lists of literals as SQL, which a partial index may name.
    private func listConstant(_ items: [Node]) -> String? {
        guard items.count <= 20 else { return nil }
        let literals = items.compactMap { literal($0) }
        return literals.count == items.count ? literals.joined(separator: ", ") : nil
    }

    private func compareWithRange(_ left: Node, _ op: String, _ range: Node, _ context: Context) {
        let bounds = range.body.nodes("items").map { walkSide($0, context) }
        let side = walkSide(left, context)
        if let located = side.operand, let low = bounds.first, let high = bounds.last {
            var other = low
            if low.comparand != high.comparand { other.comparand = .expression }
            if low.operand != nil || high.operand != nil { other.comparand = .expression }
            other.constant = low.constant.flatMap { low in high.constant.map { "\(low) AND \($0)" } }
            other.node = range
            record(located, op, other, context, around: left)
        }
        noteRest(of: side)
        for bound in bounds {
            for column in bound.columns { noteColumn(column.operand, in: column.scope) }
        }
    }

    /// `column = ANY($1)`; with ANY around the column itself no btree serves it: that counts as a wrapper.
    private func compareWithArray(_ left: Node, _ op: String, _ right: Node, _ context: Context, isAny: Bool) {
        let one = walkSide(left, context)
        var other = walkSide(right, context)
        let length = right.tag == "A_ArrayExpr" ? right.body.nodes("elements").count : nil
        if let length, length >= FactsWalker.hugeListLength { note(.hugeInList) }
        if var array = other.operand {
            array.operand.wrappedBy = isAny ? "any" : "all"
            record(array, Operators.commute(op), one, context)
        }
        if let column = one.operand {
            let holdsColumns = other.operand != nil
            other.comparand = holdsColumns ? .expression : .array
            other.constant = nil
            record(column, isAny ? op : "\(op) ALL", other, context, listLength: length, around: left)
        }
        noteRest(of: one)
        noteRest(of: other)
    }
}
