import Model
import Postgres

/// The schema in the dialect of `pg_dump --schema-only --binary-upgrade`, which keeps numbers of columns and oids of types; read
/// from the catalogs, over the collector's own connection.
///
/// Each batch of rows is a transaction of its own. None takes a lock that anybody else would wait for: what somebody has locked
/// is left out with what rests on it, and where a lock is taken meanwhile, the batch is read again without it. A schema that is
/// altered while it is read may be told in two states; the twin says which objects then cannot be made.
///
/// Statements that are written, by kind of object: see `SchemaObject.Kind` and the catalogs in this folder. Less than pg_dump
/// writes: no TOAST tables, no comments, security labels, tablespaces, access methods of tables, triggers, procedures, foreign
/// tables, servers, subscriptions, publications, event triggers, base types. And never the body of a function but of SQL
/// functions that PostgreSQL would put in place of a call.
extension Run {
    /// - Returns: nil where it could not be read, which is noted.
    mutating func readSchema() async throws -> SchemaDump.Objects? {
        begin(SectionShape.schemaDump.name)
        do {
            var objects = try await objectsBefore() + relations()
            for catalog in Self.catalogsOfRelations { objects += try await read(catalog) }
            unavailable.formUnion(locked.map { ObjectKey(.relations, $0) })
            return SchemaDump.Objects(all: objects, unavailable: unavailable)
        } catch let error as OutOfTime {
            note(error.unreadable)
        } catch let error as PostgresError {
            let error = try tolerable(error, during: SectionShape.schemaDump.name)
            note(remedy.unreadable(.schemaDump, error, after: schemaLimit))
        }
        return nil
    }

    /// All but the relations and what is on them.
    static let catalogsOfObjects: [any SchemaCatalog.Type] = [
        Namespaces.self, Extensions.self, Collations.self, Types.self, Functions.self, Aggregates.self, Operators.self,
        OperatorFamilies.self, OperatorClasses.self, Casts.self, Dictionaries.self, TextSearchConfigurations.self,
    ]
    static let catalogsOfRelations: [any SchemaCatalog.Type] = [
        Sequences.self, Indexes.self, ForeignKeys.self, ExtendedStatistics.self, Rules.self, Policies.self,
    ]

    private struct OutOfTime: Error {
        var unreadable: Unreadable
    }

    private mutating func objectsBefore() async throws -> [SchemaObject] {
        var objects: [SchemaObject] = []
        for catalog in Self.catalogsOfObjects { objects += try await read(catalog) }
        return objects
    }

    private mutating func read(_ catalog: any SchemaCatalog.Type) async throws -> [SchemaObject] {
        let sql = catalog.sql(server)
        var objects: [SchemaObject] = []
        try await batches { run, last in
            let rows = try await run.batch(sql, after: last)
            for row in rows {
                objects += try catalog.objects(row)
                if let key = try catalog.unavailable(row) { run.unavailable.insert(key) }
            }
            return rows
        }
        return objects
    }

    private mutating func relations() async throws -> [SchemaObject] {
        let columnsSQL = Relations.columns(server)
        var objects: [SchemaObject] = []
        try await batches { run, last in
            let rows = try await run.batch(Relations.sql, after: last)
            let oids = try rows.map { try $0.oid("oid") }
            let columns = try await run.belonging(to: oids, columnsSQL) { try SchemaColumn($0) }
            let checks = try await run.belonging(to: oids, Relations.checks) { try SchemaCheck($0) }
            let columnsOf = Dictionary(grouping: columns, by: \.relation)
            let checksOf = Dictionary(grouping: checks, by: \.relation)
            for (row, oid) in zip(rows, oids) {
                objects += try RelationText(row, columns: columnsOf[oid] ?? [], checks: checksOf[oid] ?? []).objects()
            }
            return rows
        }
        return objects
    }

    private mutating func batch(_ sql: String, after last: Int64) async throws -> [CatalogRow] {
        let parameters: [Parameter] = [lockedParameter, .int(Int(last)), .int(options.batchSize)]
        return CatalogRow.rows(try await session.query(sql, parameters, limit: schemaLimit, settings: Session.serial))
    }

    private mutating func belonging<T>(
        to relations: [Int64], _ sql: String, _ read: (CatalogRow) throws -> T?
    ) async throws -> [T] {
        guard !relations.isEmpty else { return [] }
        let answer = try await session.query(
            sql, [.ints(relations.map { Int($0) })], limit: schemaLimit, settings: Session.serial)
        return try CatalogRow.rows(answer).compactMap(read)
    }

    private var schemaLimit: Duration { min(options.statementTimeout, max(remaining, .milliseconds(1))) }

    /// Batch by batch until one is not full. One that meets a lock is read again, around it.
    private mutating func batches(
        _ read: (inout Run, _ last: Int64) async throws -> [CatalogRow]
    ) async throws {
        var last: Int64 = 0
        var attempts = 3
        while true {
            guard remaining > .zero else {
                throw OutOfTime(unreadable: remedy.outOfTime(.schemaDump, options.timeLimit))
            }
            do {
                let rows = try await read(&self, last)
                attempts = 3
                try await sampleStatements()
                guard rows.count == options.batchSize, let end = rows.last else { return }
                last = try end.oid("oid")
            } catch let error as PostgresError where error.sqlState == .lockNotAvailable && attempts > 1 {
                attempts -= 1
                try await findLocks()
            }
        }
    }
}
