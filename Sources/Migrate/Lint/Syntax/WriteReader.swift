import JSONTape
import SQLSyntax

/// Statements that write rows.
extension TreeReader {
    /// nil for a COPY that only reads.
    func write(_ statement: Node) -> SchemaChange? {
        let body = statement.body
        guard let table = relation(body["relation"]) else { return nil }
        // Of a dump's INSERTs with a thousand rows nobody asks which enum values they use.
        let isShort = statement.body.rawBytes.count < 65_536
        let literals = isShort ? literals(statement) : []
        func change(_ kind: DataChange.Kind, bounded: Bool) -> SchemaChange {
            .write(
                DataChange(
                    kind: kind, table: table, isBounded: bounded, fixedColumns: fixedColumns(body),
                    hasCondition: body.has("whereClause"), literals: literals, inner: innerWrites(body)))
        }
        switch statement.tag {
        case "InsertStmt":
            let query = body.node("selectStmt")?.body
            // A SELECT without FROM gives one row.
            let isShort = query?.has("valuesLists") ?? true || !(query?.has("fromClause") ?? false)
            return change(.insert, bounded: isShort || query?.has("limitCount") ?? false)
        case "UpdateStmt": return change(.update, bounded: isBounded(body))
        case "DeleteStmt": return change(.delete, bounded: isBounded(body))
        case "MergeStmt": return change(.merge, bounded: false)
        default: return body.flag("is_from") ? change(.copy, bounded: true) : nil
        }
    }

    /// The statements of WITH that write too.
    func innerWrites(_ body: JSONValue) -> [DataChange] {
        (body["withClause"]?.nodes("ctes") ?? []).compactMap { $0.body.node("ctequery") }.compactMap { query in
            if case .write(let change) = write(query) { change } else { nil }
        }
    }

    /// Whether a condition keeps the number of rows small whatever the columns are: a range with both ends, a LIMIT in a
    /// sub-query.
    private func isBounded(_ body: JSONValue) -> Bool {
        if isJoinedWithFew(body) { return true }
        var (lower, upper) = (false, false)
        for term in conjuncts(body) {
            if hasLimit(term) { return true }
            guard term.tag == "A_Expr", column(of: term) != nil else { continue }
            if term.body.text("kind") == "AEXPR_BETWEEN" { return true }
            guard isFixed(term.body.node("rexpr")), let sign = term.operatorName() else { continue }
            lower = lower || sign.hasPrefix(">")
            upper = upper || (sign.hasPrefix("<") && sign != "<>")
        }
        return lower && upper
    }

    /// Only rows that match one of a list that is written out, or of a query with a LIMIT.
    private func isJoinedWithFew(_ body: JSONValue) -> Bool {
        let few = Set(
            (body["withClause"]?.nodes("ctes") ?? []).filter {
                $0.body.node("ctequery")?.body.has("limitCount") ?? false
            }
            .compactMap { $0.body.text("ctename") })
        let sources = body.nodes("fromClause") + body.nodes("usingClause")
        let areFew = sources.allSatisfy { source in
            if let query = source.body.node("subquery")?.body, source.tag == "RangeSubselect" {
                return query.has("valuesLists") || query.has("limitCount")
            }
            return source.tag == "RangeVar" && few.contains(source.body.text("relname") ?? "")
        }
        if !sources.isEmpty, areFew {
            return conjuncts(body).contains {
                $0.tag == "A_Expr" && $0.operatorName() == "=" && $0.body.node("lexpr")?.tag == "ColumnRef"
                    && $0.body.node("rexpr")?.tag == "ColumnRef"
            }
        }
        // `id IN (SELECT id FROM batch)`
        return conjuncts(body).contains { term in
            term.tag == "SubLink"
                && term.descendants("RangeVar").contains { few.contains($0.body.text("relname") ?? "") }
        }
    }

    /// The columns that the condition fixes by `=` or IN.
    private func fixedColumns(_ body: JSONValue) -> Set<String> {
        let kinds: Set<String?> = ["AEXPR_IN", "AEXPR_OP", "AEXPR_OP_ANY"]
        return Set(
            conjuncts(body).compactMap { term in
                guard term.tag == "A_Expr", kinds.contains(term.body.text("kind")), term.operatorName() == "=",
                    isFixed(term.body.node("rexpr"))
                else { return nil }
                return column(of: term)
            })
    }

    /// The terms of the WHERE that AND joins.
    private func conjuncts(_ body: JSONValue) -> [Node] {
        var open = body.node("whereClause").map { [$0] } ?? []
        var terms: [Node] = []
        while let node = open.popLast() {
            if node.tag == "BoolExpr", node.body.text("boolop") == "AND_EXPR" {
                open += node.body.nodes("args")
            } else {
                terms.append(node)
            }
        }
        return terms
    }

    private func column(of term: Node) -> String? {
        term.body.node("lexpr").flatMap { $0.tag == "ColumnRef" ? $0.body.names("fields").last : nil }
    }

    private func isFixed(_ node: Node?) -> Bool {
        guard let node else { return false }
        return ["A_Const", "List", "TypeCast", "ParamRef", "A_ArrayExpr"].contains(node.tag)
    }

    /// `IN (SELECT ... LIMIT n)`, `= ANY (ARRAY (SELECT ... LIMIT n))`
    private func hasLimit(_ term: Node) -> Bool {
        guard term.tag == "SubLink" || term.body.text("kind") == "AEXPR_OP_ANY" else { return false }
        return term.descendants("SelectStmt").contains { $0.body.has("limitCount") }
    }
}
