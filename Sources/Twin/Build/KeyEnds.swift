import Model
import Postgres

/// The least and greatest keys of btrees, which planning looks up: two rows in each table hold them all.
///
/// The rows are not the target's: each column that begins an index has its least value in the one and its greatest in the
/// other, all other columns are null. Whatever would refuse such rows is switched off in the catalogs meanwhile.
extension TwinBuild {
    /// - Returns: for each index whose ends need a table of their own, the file of an index that holds them.
    mutating func insertKeyEnds(_ connection: Connection) async throws -> [Int64: String] {
        let ends = KeyEnds(snapshot)
        guard !ends.tables.isEmpty else { return [:] }
        let oids = Parameter.ints(ends.tables.keys.sorted().map { Int($0) })
        for sql in Self.suspensions { _ = try await connection.query(sql, sql.contains("$1") ? [oids] : []) }
        let answers = try await connection.pipeline(ends.insertions)
        for sql in Self.restorations { try await connection.execute(sql) }
        let failures = answers.compactMap { answer -> PostgresError? in
            if case .failure(let error) = answer { error } else { nil }
        }
        if let first = failures.first {
            uncertainties.append(
                "The least and greatest keys of \((failures.count + 1) / 2) tables could not be set: \(first.message).")
        }
        return try await buildSpareIndexes(connection, ends.ofExpressions)
    }

    private static let suspensions = [
        """
        CREATE TEMP TABLE kept_class AS SELECT oid, relkind, relhasrules, relispartition, relchecks FROM pg_class
        WHERE oid = ANY ($1::oid[])
        """,
        """
        CREATE TEMP TABLE kept_attribute AS SELECT attrelid, attnum, attnotnull, attgenerated, attidentity, atthasdef
        FROM pg_attribute
        WHERE attrelid = ANY ($1::oid[]) AND attnum > 0
          AND (attnotnull OR atthasdef OR attgenerated <> '' OR attidentity <> '')
        """,
        """
        CREATE TEMP TABLE kept_index AS SELECT indexrelid, indisready, indisunique, indisexclusion FROM pg_index
        WHERE indrelid = ANY ($1::oid[])
        """,
        "CREATE TEMP TABLE kept_type AS SELECT oid FROM pg_type WHERE typtype = 'd' AND typnotnull",
        """
        UPDATE pg_class c SET relkind = 'r', relhasrules = false, relispartition = false, relchecks = 0
        FROM kept_class k WHERE k.oid = c.oid
        """,
        """
        UPDATE pg_attribute a SET attnotnull = false, attgenerated = '', attidentity = '', atthasdef = false
        FROM kept_attribute k WHERE k.attrelid = a.attrelid AND k.attnum = a.attnum
        """,
        """
        UPDATE pg_index i SET indisunique = false, indisexclusion = false,
          indisready = i.indexprs IS NULL AND i.indpred IS NULL AND m.amname = 'btree'
        FROM kept_index k, pg_class c, pg_am m
        WHERE k.indexrelid = i.indexrelid AND c.oid = i.indexrelid AND m.oid = c.relam
        """,
        "UPDATE pg_type t SET typnotnull = false FROM kept_type k WHERE k.oid = t.oid",
    ]

    private static let restorations = [
        """
        UPDATE pg_class c SET relkind = k.relkind, relhasrules = k.relhasrules, relispartition = k.relispartition,
          relchecks = k.relchecks
        FROM kept_class k WHERE k.oid = c.oid
        """,
        """
        UPDATE pg_attribute a SET attnotnull = k.attnotnull, attgenerated = k.attgenerated, attidentity = k.attidentity,
          atthasdef = k.atthasdef
        FROM kept_attribute k WHERE k.attrelid = a.attrelid AND k.attnum = a.attnum
        """,
        """
        UPDATE pg_index i SET indisready = k.indisready, indisunique = k.indisunique, indisexclusion = k.indisexclusion
        FROM kept_index k WHERE k.indexrelid = i.indexrelid
        """,
        "UPDATE pg_type t SET typnotnull = true FROM kept_type k WHERE k.oid = t.oid",
    ]

    /// An index of expressions gets its ends from an index of the same columns on a table of its own.
    private mutating func buildSpareIndexes(
        _ connection: Connection, _ ends: [(index: Int64, minimum: String, maximum: String)]
    ) async throws -> [Int64: String] {
        guard !ends.isEmpty else { return [:] }
        try await connection.execute("CREATE SCHEMA \(Self.spareSchema)")
        let rows = try await connection.query(Self.spareSQL, [.ints(ends.map { Int($0.index) })])
        var statements: [Int64: String] = [:]
        for row in rows { statements[Int64(try row.decode("index_oid", as: Int.self))] = try row.decode("sql") }
        var made: [Int64] = []
        for end in ends {
            guard let sql = statements[end.index] else { continue }
            do {
                try await connection.execute(sql)
                for value in [end.minimum, end.maximum] {
                    _ = try await connection.query(
                        "INSERT INTO \(Self.spareSchema).t\(end.index) (k1) VALUES ($1)", [.string(value)])
                }
                made.append(end.index)
            } catch let error as PostgresError where error.kind == .statementFailed {
                uncertainties.append("The least and greatest keys of an index could not be set: \(error.message).")
            }
        }
        let paths = try await connection.query(
            "SELECT oid, pg_relation_filepath(to_regclass('\(Self.spareSchema).i' || oid)) AS path FROM unnest($1::oid[]) AS u(oid)",
            [.ints(made.map { Int($0) })])
        return try paths.reduce(into: [:]) {
            $0[Int64(try $1.decode("oid", as: Int.self))] = try $1.decode("path", as: String.self)
        }
    }

    static let spareSchema = "advisor_key_ends"

    private static let spareSQL = """
        SELECT i.indexrelid AS index_oid, format('CREATE TABLE \(spareSchema).t%1$s (%2$s); CREATE INDEX i%1$s ON \(spareSchema).t%1$s (%3$s)%4$s;',
          i.indexrelid, string_agg(format('k%s %s', a.attnum, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum),
          string_agg(format('k%s%s %s.%I %s %s', a.attnum, ' COLLATE ' || nullif(u.collated, 0)::regcollation,
            o.opcnamespace::regnamespace, o.opcname, CASE WHEN u.options & 1 <> 0 THEN 'DESC' ELSE 'ASC' END,
            CASE WHEN u.options & 2 <> 0 THEN 'NULLS FIRST' ELSE 'NULLS LAST' END), ', ' ORDER BY a.attnum)
            FILTER (WHERE o.oid IS NOT NULL),
          ' INCLUDE (' || string_agg('k' || a.attnum, ', ' ORDER BY a.attnum) FILTER (WHERE o.oid IS NULL) || ')') AS sql
        FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indexrelid
        LEFT JOIN LATERAL unnest(i.indclass::oid[], i.indcollation::oid[], i.indoption::int2[])
          WITH ORDINALITY AS u(class, collated, options, position) ON u.position = a.attnum AND a.attnum <= i.indnkeyatts
        LEFT JOIN pg_opclass o ON o.oid = u.class
        WHERE i.indexrelid = ANY ($1::oid[])
        GROUP BY i.indexrelid
        """
}

/// What the snapshot knows of the ends of indexes.
struct KeyEnds {
    /// By table: least and greatest value by column name.
    private(set) var tables: [Int64: [String: (minimum: String, maximum: String)]] = [:]
    /// Of indexes that have an expression among their keys.
    private(set) var ofExpressions: [(index: Int64, minimum: String, maximum: String)] = []
    private var names: [Int64: String] = [:]

    init(_ snapshot: Snapshot) {
        let definitions = snapshot[.indexDefinitions]
        var tableOf: [Int64: Int64] = [:]
        var hasExpressions: Set<Int64> = []
        for row in 0..<definitions.count {
            guard let oid = definitions[row, "oid"].integer else { continue }
            tableOf[oid] = definitions[row, "relation_oid"].integer
            if definitions[row, "has_expressions"].boolean == true { hasExpressions.insert(oid) }
        }
        let keys = snapshot[.indexKeys]
        var firstColumn: [Int64: String] = [:]
        for row in 0..<keys.count where keys[row, "position"].integer == 1 {
            if let oid = keys[row, "index_oid"].integer { firstColumn[oid] = keys[row, "column"].text }
        }
        let relations = snapshot[.relations]
        for row in 0..<relations.count {
            // The rows are a superuser's: they are for tables of the target's, whatever a snapshot says.
            guard let oid = relations[row, "oid"].integer, RelationFigures.isTargets(oid),
                Rules.isSchema(relations[row, "schema"].text), let name = relations[row, "name"].text
            else { continue }
            names[oid] = Quote.qualified(relations[row, "schema"].text, name)
        }
        let probes = snapshot[.indexProbes]
        for row in 0..<probes.count {
            guard let oid = probes[row, "index_oid"].integer, let table = tableOf[oid], names[table] != nil,
                let minimum = probes[row, "minimum"].text, let maximum = probes[row, "maximum"].text
            else { continue }
            if hasExpressions.contains(oid) {
                ofExpressions.append((oid, minimum, maximum))
                tables[table] = tables[table] ?? [:]
            } else if let column = firstColumn[oid] {
                tables[table, default: [:]][column] = (minimum, maximum)
            }
        }
    }

    /// Two rows a table.
    var insertions: [Query] {
        tables.sorted { $0.key < $1.key }.flatMap { table, columns in
            let names = columns.keys.sorted()
            let list = names.map(Quote.identifier).joined(separator: ", ")
            let values = names.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
            let sql =
                "INSERT INTO \(self.names[table] ?? "") "
                + (names.isEmpty ? "DEFAULT VALUES" : "(\(list)) VALUES (\(values))")
            return [
                Query(sql, names.map { .string(columns[$0]?.minimum) }),
                Query(sql, names.map { .string(columns[$0]?.maximum) }),
            ]
        }
    }
}
