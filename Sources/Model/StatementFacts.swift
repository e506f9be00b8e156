/// What a statement does to a relation.
public enum RelationRole: String, Sendable, Codable {
    case read, insert, update, delete, merge, lock
}

/// Where in a statement a predicate stands.
public enum Clause: String, Sendable, Codable {
    case `where`, on, having, returning, conflict, select
}

/// What a column is compared with.
public enum Comparand: String, Sendable, Codable {
    case parameter, constant, column, expression, subquery, list, array, null
}

/// A column, as far as the names could be resolved.
public struct ColumnReference: Sendable, Hashable {
    /// Position in `StatementFacts.relations`; nil where the relation is unknown or not a stored one.
    public var relation: Int?
    public var column: String

    public init(relation: Int?, column: String) {
        self.relation = relation
        self.column = column
    }
}

/// One occurrence of a relation in a statement.
public struct RelationUse: Sendable, Hashable {
    /// Oid in the catalog; nil where the name is not in it.
    public var oid: Int64?
    public var schema: String?
    public var name: String
    public var alias: String?
    public var role: RelationRole
    /// The view through which it is reached; nil where the statement names it.
    public var throughView: String?

    public init(
        oid: Int64?, schema: String?, name: String, alias: String? = nil, role: RelationRole, throughView: String? = nil
    ) {
        self.oid = oid
        self.schema = schema
        self.name = name
        self.alias = alias
        self.role = role
        self.throughView = throughView
    }
}

/// One comparison of a column with something.
///
/// The column always stands on the left: `$1 < a` is `a > $1`. A comparison of two columns gives two predicates, one for
/// each, unless both are of one relation.
public struct Predicate: Sendable, Hashable {
    public var column: ColumnReference
    /// Operator as written (`=`, `~~` for LIKE, `@>`), or `IS NULL`, `IS NOT NULL`, `IS TRUE` (also for a bare boolean
    /// column), `IN`, `NOT IN`, `BETWEEN`, `NOT BETWEEN`, `IS DISTINCT FROM`, `SIMILAR TO`. `a = ANY($1)` is `=` with the
    /// comparand `array`; `a <> ALL($1)` is `<> ALL`.
    public var op: String
    public var comparand: Comparand
    public var clause: Clause
    /// The function or expression around the column, the outermost (`lower`, `date_trunc`, `->>`, `+`; `any` for
    /// `$1 = ANY(column)`); nil where it stands bare.
    public var wrappedBy: String?
    /// The type the column is cast to, before it is compared; nil without a cast.
    public var castTo: String?
    /// The type of the other side where it is known (a cast or a literal); nil otherwise.
    public var comparandType: String?
    /// The other side where it is a column of another relation.
    public var otherColumn: ColumnReference?
    /// The literal pattern of LIKE and its kin starts with a wildcard; nil where the pattern is a parameter.
    public var leadingWildcard: Bool?
    /// Number of elements of an IN list; nil elsewhere.
    public var listLength: Int?
    /// Stands under an OR.
    public var inDisjunction: Bool
    /// Stands under a NOT.
    public var negated: Bool
    /// The literal compared with, as SQL, where the text holds one; a partial index needs it. nil for parameters.
    public var constant: String?
    /// Position in a row comparison such as `(a, b) > ($1, $2)`; nil outside of one.
    public var rowPosition: Int?
    /// What stands around the column, as SQL with bare column names: an index on it would serve the comparison. nil where
    /// the column stands bare, and where the expression holds a parameter or columns of other relations.
    public var expression: String?
    /// A collation that the comparison names, as SQL; nil where it is the column's.
    public var collation: String?
    /// Of `~`: whether the literal pattern says how the text begins; nil where the pattern is a parameter, and for other operators.
    public var isAnchored: Bool?
    /// Numbers of the parameters that the column is compared with: two of BETWEEN, all of a list.
    public var parameters: [Int] = []

    public init(
        column: ColumnReference, op: String, comparand: Comparand, clause: Clause, wrappedBy: String? = nil,
        castTo: String? = nil, comparandType: String? = nil, otherColumn: ColumnReference? = nil,
        leadingWildcard: Bool? = nil, listLength: Int? = nil, inDisjunction: Bool = false, negated: Bool = false,
        constant: String? = nil
    ) {
        self.column = column
        self.op = op
        self.comparand = comparand
        self.clause = clause
        self.wrappedBy = wrappedBy
        self.castTo = castTo
        self.comparandType = comparandType
        self.otherColumn = otherColumn
        self.leadingWildcard = leadingWildcard
        self.listLength = listLength
        self.inDisjunction = inDisjunction
        self.negated = negated
        self.constant = constant
    }
}

/// Two columns of two relations compared with each other.
public struct Join: Sendable, Hashable {
    public enum Kind: String, Sendable, Codable { case inner, left, right, full, cross, semi, anti }

    /// Of the relation that comes first: the outer query's, the one further left in FROM.
    public var left: ColumnReference
    public var right: ColumnReference
    public var op: String
    /// `semi` and `anti` for EXISTS, IN and their negations; `left` also for correlated scalar sub-queries.
    public var kind: Kind

    public init(left: ColumnReference, right: ColumnReference, op: String, kind: Kind) {
        self.left = left
        self.right = right
        self.op = op
        self.kind = kind
    }
}

/// One key of ORDER BY or GROUP BY.
public struct SortKey: Sendable, Hashable {
    /// nil where it is an expression.
    public var column: ColumnReference?
    /// The outermost function or operator of an expression; nil for a bare column.
    public var expression: String?
    public var descending: Bool
    /// nil: the direction's default.
    public var nullsFirst: Bool?
    /// Of an expression over the columns of one relation: it as SQL with bare column names, and the relation.
    public var sql: String?
    public var relation: Int?
    /// A collation that it names, as SQL; nil where it is the column's.
    public var collation: String?
    /// Of a distance (`location <-> $1`) from something that does not belong to the query's own rows: the bare column.
    public var distanceFrom: ColumnReference?

    public init(
        column: ColumnReference?, expression: String? = nil, descending: Bool = false, nullsFirst: Bool? = nil
    ) {
        self.column = column
        self.expression = expression
        self.descending = descending
        self.nullsFirst = nullsFirst
    }
}

/// A habit of SQL that rules ask for by name. What the views behind a statement do is not counted.
public enum Feature: String, Sendable, Codable, CaseIterable {
    /// `*` or `t.*` over a table or view in a select list; not in EXISTS, RETURNING or count(*).
    case selectStar = "select_star"
    /// LIKE, ILIKE or SIMILAR TO with a pattern known to begin with `%` or `_`.
    case leadingWildcard = "leading_wildcard"
    /// A WHERE or ON condition on a column inside a function or operator. Not counted: JSON operators, subscripts,
    /// to_tsvector, ANY, aggregates.
    case functionOnColumn = "function_on_column"
    /// A WHERE or ON condition on a column that is cast to another type; between text and varchar is no cast.
    case castOnColumn = "cast_on_column"
    /// `NOT IN (SELECT ...)` or `<> ALL (SELECT ...)`.
    case notInSubquery = "not_in_subquery"
    /// OFFSET, unless it is a literal 0.
    case offset
    /// LIMIT or FETCH FIRST, unless ALL.
    case limit
    /// LIMIT on a FROM without ORDER BY. Not counted: EXISTS, constants only, aggregates of one row.
    case limitWithoutOrder = "limit_without_order"
    /// ORDER BY random() or a random UUID.
    case orderByRandom = "order_by_random"
    /// UNION without ALL.
    case union
    case unionAll = "union_all"
    /// SELECT DISTINCT or DISTINCT ON.
    case distinct
    /// SELECT DISTINCT over two or more items of FROM.
    case distinctWithJoin = "distinct_with_join"
    /// count(*), not as a window function.
    case countStar = "count_star"
    /// A count of which only "none or some" matters: with 0 by `=`, `<>`, `>`, `<=`, with 1 by `>=`, `<`; of a scalar
    /// sub-query also `> $1`, for pg_stat_statements hides the number.
    case countForExistence = "count_for_existence"
    /// An OR over several columns of one relation that no column is common to all arms of.
    case disjunctionOverColumns = "disjunction_over_columns"
    /// An OR over columns of several relations.
    case disjunctionOverRelations = "disjunction_over_relations"
    case updateWithoutWhere = "update_without_where"
    case deleteWithoutWhere = "delete_without_where"
    /// A comparison with the literal NULL by `=`, `<>` or an order.
    case equalsNull = "equals_null"
    /// FOR UPDATE or FOR NO KEY UPDATE.
    case forUpdate = "for_update"
    case skipLocked = "skip_locked"
    case noWait = "nowait"
    /// Relations of one FROM that no condition ties together. Not counted: functions, VALUES, sub-queries of one row,
    /// relations narrowed by `column = value`.
    case cartesianJoin = "cartesian_join"
    /// A scalar, ARRAY, IN or ANY sub-query that uses a column of the query around it; EXISTS and LATERAL are not.
    case correlatedSubquery = "correlated_subquery"
    /// A sub-query in FROM or in an expression; VALUES and WITH are not.
    case subquery
    /// IN, or ANY over ARRAY[...], with 100 elements or more.
    case hugeInList = "huge_in_list"
    case commonTableExpression = "cte"
    case recursive
    case lateral
    case windowFunction = "window_function"
    case aggregate
    /// GROUP BY.
    case grouping
    case returning
    case onConflict = "on_conflict"
    /// INSERT ... VALUES with two rows or more.
    case multiRowInsert = "multi_row_insert"
    case insertSelect = "insert_select"
    /// `@@` on text search, not on jsonb.
    case fullTextSearch = "full_text_search"
    /// An operator that takes JSON apart or searches in jsonb.
    case jsonOperator = "json_operator"
    /// A temporary table is created.
    case temporaryTable = "temporary_table"
    /// LOCK TABLE, or an advisory lock is taken.
    case explicitLock = "explicit_lock"
}

/// What kind of statement it is.
public enum StatementKind: String, Sendable, Codable {
    case select, insert, update, delete, merge, utility, unparsed
}

/// All that the parse tree says about one statement. Rules read this, never the text.
public struct StatementFacts: Sendable, Equatable {
    public var kind: StatementKind
    public var relations: [RelationUse]
    public var predicates: [Predicate]
    public var joins: [Join]
    /// Grouping and ordering of the outermost query first, then of the sub-queries.
    public var groupBy: [SortKey]
    public var orderBy: [SortKey]
    /// All orders of rows, query by query: the outermost query's first.
    public var orders: [RowOrder]
    /// Columns of which `min` or `max` is taken: one end of an order.
    public var extremes: [ColumnReference]
    /// Name and how often it occurs.
    public var features: [Feature: Int]
    /// Columns assigned by UPDATE or listed by INSERT.
    public var written: [ColumnReference]
    /// Of `written`, those that rows which were there get anew: by SET of UPDATE, of MERGE and of ON CONFLICT.
    public var assigned: [ColumnReference]
    /// Relations, by position, that lose rows: by DELETE, or by a WHEN of MERGE.
    public var deletedFrom: Set<Int>
    /// Columns read anywhere else: select list, expressions.
    public var selected: [ColumnReference]
    /// Functions called by name, lower case, each once.
    public var functions: [String]
    /// LIMIT and OFFSET of the outermost query where they are literals.
    public var limit: Int64?
    public var offset: Int64?
    /// Numbers of the parameters that stand as LIMIT and OFFSET, anywhere in the statement.
    public var limitParameters: [Int]
    public var offsetParameters: [Int]
    /// For `utility`: the command, for example "CREATE TABLE".
    public var command: String?
    /// Why the statement could not be parsed; nil where it could.
    public var parseError: String?

    public init(kind: StatementKind) {
        self.kind = kind
        relations = []
        predicates = []
        joins = []
        groupBy = []
        orderBy = []
        orders = []
        extremes = []
        features = [:]
        written = []
        assigned = []
        deletedFrom = []
        selected = []
        functions = []
        limitParameters = []
        offsetParameters = []
    }
}
