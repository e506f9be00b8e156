import Model
import SQLSyntax

@testable import Advise

/// A small shop as a snapshot, made by hand: what the pure parts of Advise read.
enum Shop {
    /// Oids: orders 1, customers 2, settings 3, places 4, items 5.
    static func window(
        extensions: [String] = [], days: Double = 7, collation: String = "en_US.UTF-8", rowSecurity: Bool = false,
        available: [String] = []
    ) -> Window {
        var snapshot = Snapshot(
            target: TargetIdentity(name: "shop", host: "localhost", port: 5432, database: "shop"), collectedAt: 1e9,
            serverVersion: 150_018)
        for shape in [
            SectionShape.relations, .columns, .columnStatistics, .relationSizes, .indexDefinitions, .indexKeys,
            .indexSizes,
            .constraints, .extensions, .availableExtensions, .tableStatistics, .indexStatistics, .policies,
            .databaseLocale, .roleMembers,
        ] { snapshot[shape] = Section(shape) }
        for name in extensions { snapshot[.extensions].append(["name": .text(name)]) }
        for name in available { snapshot[.availableExtensions].append(["name": .text(name)]) }
        table(&snapshot, 1, "orders", rows: 1_000_000, pages: 20_000, rowSecurity: rowSecurity)
        column(&snapshot, 1, 1, "id", "bigint", "int8", "N", distinct: -1, width: 8)
        column(&snapshot, 1, 2, "customer_id", "bigint", "int8", "N", distinct: 50_000, width: 8)
        column(
            &snapshot, 1, 3, "status", "text", "text", "S", distinct: 4, width: 5, shares: "[0.9,0.05,0.03,0.02]",
            common: "{done,open,sent,lost}")
        column(
            &snapshot, 1, 4, "created_at", "timestamp with time zone", "timestamptz", "D", distinct: -0.9, width: 8,
            correlation: 0.99)
        column(&snapshot, 1, 5, "total", "numeric", "numeric", "N", distinct: 10_000, width: 6)
        column(
            &snapshot, 1, 6, "deleted_at", "timestamp with time zone", "timestamptz", "D", distinct: -0.01, width: 8,
            nulls: 0.98)
        column(&snapshot, 1, 7, "tags", "text[]", "_text", "A", distinct: -0.5, width: 60)
        column(&snapshot, 1, 8, "data", "jsonb", "jsonb", "U", distinct: -1, width: 200)
        column(&snapshot, 1, 9, "note", "text", "text", "S", distinct: -1, width: 80)
        index(&snapshot, 10, 1, "orders_pkey", ["id"], unique: true, constraint: 1)
        table(&snapshot, 2, "customers", rows: 50_000, pages: 1_000, rowSecurity: rowSecurity)
        column(&snapshot, 2, 1, "id", "bigint", "int8", "N", distinct: -1, width: 8)
        column(&snapshot, 2, 2, "email", "text", "text", "S", distinct: -1, width: 24)
        index(&snapshot, 11, 2, "customers_pkey", ["id"], unique: true, constraint: 2)
        table(&snapshot, 3, "settings", rows: 12, pages: 1)
        column(&snapshot, 3, 1, "name", "text", "text", "S", distinct: -1, width: 8)
        table(&snapshot, 4, "places", rows: 200_000, pages: 4_000)
        column(&snapshot, 4, 1, "id", "integer", "int4", "N", distinct: -1, width: 4)
        column(&snapshot, 4, 2, "kind_id", "integer", "int4", "N", distinct: 40, width: 4)
        column(&snapshot, 4, 3, "location", "point", "point", "G", distinct: 0, width: 16)
        column(&snapshot, 4, 4, "track", "path", "path", "G", distinct: 0, width: 400)
        column(&snapshot, 4, 5, "open", "tstzrange", "tstzrange", "R", distinct: -1, width: 22)
        column(&snapshot, 4, 6, "code", "character varying(20)", "varchar", "S", distinct: -1, width: 8)
        table(&snapshot, 5, "items", rows: 3_000_000, pages: 40_000)
        column(&snapshot, 5, 1, "order_id", "bigint", "int8", "N", distinct: -0.3, width: 8)
        column(&snapshot, 5, 2, "product", "text", "text", "S", distinct: 900, width: 12)
        foreignKey(&snapshot, 3, child: 1, "customer_id", parent: 2, onDelete: "no action", onUpdate: "cascade")
        foreignKey(&snapshot, 4, child: 5, "order_id", parent: 1, onDelete: "cascade", onUpdate: "no action")
        snapshot[.databaseLocale].append(["collate": .text(collation), "provider": .text("libc")])
        var window = Window(lifetimeOf: snapshot)
        window.from = window.to - days * 86_400
        return window
    }

    static let schema = TargetSchema(window())

    /// What a statement asks of the tables.
    static func needs(
        _ sql: String, extensions: [String] = [], collation: String = "en_US.UTF-8", available: [String] = []
    ) -> [TableNeed] {
        let window = window(extensions: extensions, collation: collation, available: available)
        let facts = SQL.facts(of: sql, catalog: Catalog(window.last))
        return NeedReader(schema: TargetSchema(window), facts: facts, policies: [:]).needs
    }

    /// The indexes proposed for a statement, without schema and CREATE INDEX.
    static func proposals(
        _ sql: String, _ options: CandidateOptions = CandidateOptions(), extensions: [String] = [],
        collation: String = "en_US.UTF-8", available: [String] = []
    ) -> [String] {
        let needs = needs(sql, extensions: extensions, collation: collation, available: available)
        return CandidateSet(needs: [needs], options: options).proposals.map {
            $0.definition.createStatement().replacing("CREATE INDEX ON public.", with: "")
        }
    }

    /// The indexes proposed for a workload: statements with their calls a day.
    static func proposals(of statements: [(sql: String, calls: Double)]) -> [String] {
        let window = window()
        let workload = Workload(
            statements: statements.map { WorkloadStatement(id: $0.sql, text: $0.sql, callsPerDay: $0.calls) },
            isMeasured: false)
        let reader = StatementReader(workload, TargetSchema(window), window.last)
        return CandidateSet(needs: reader.statements.map(\.needs), options: CandidateOptions()).proposals.map {
            $0.definition.createStatement().replacing("CREATE INDEX ON public.", with: "")
        }
    }

    // MARK: Rows

    /// Refers to the column `id`.
    static func foreignKey(
        _ snapshot: inout Snapshot, _ oid: Int64, child: Int64, _ column: String, parent: Int64, onDelete: String,
        onUpdate: String
    ) {
        snapshot[.constraints].append([
            "oid": .integer(oid), "relation_oid": .integer(child), "kind": .text("foreign"),
            "columns": .text(#"["\#(column)"]"#), "referenced_oid": .integer(parent),
            "referenced_columns": .text(#"["id"]"#), "on_delete": .text(onDelete), "on_update": .text(onUpdate),
        ])
    }

    static func table(
        _ snapshot: inout Snapshot, _ oid: Int64, _ name: String, rows: Double, pages: Int64, kind: String = "table",
        rowSecurity: Bool = false
    ) {
        snapshot[.relations].append([
            "oid": .integer(oid), "schema": .text("public"), "name": .text(name), "kind": .text(kind),
            "persistence": .text("permanent"), "row_security": .boolean(rowSecurity),
        ])
        snapshot[.relationSizes].append([
            "relation_oid": .integer(oid), "row_estimate": .real(rows), "pages": .integer(pages),
            "all_visible_pages": .integer(pages), "heap_bytes": .integer(pages * 8192), "toast_bytes": .integer(8192),
        ])
    }

    static func column(
        _ snapshot: inout Snapshot, _ oid: Int64, _ number: Int64, _ name: String, _ type: String, _ typeName: String,
        _ category: String, distinct: Double, width: Int64, nulls: Double = 0, correlation: Double = 0,
        shares: String? = nil, common: String? = nil
    ) {
        snapshot[.columns].append([
            "relation_oid": .integer(oid), "number": .integer(number), "name": .text(name), "type": .text(type),
            "type_name": .text(typeName), "type_category": .text(category), "not_null": .boolean(nulls == 0),
        ])
        snapshot[.columnStatistics].append([
            "relation_oid": .integer(oid), "column": .text(name), "inherited": .boolean(false),
            "null_fraction": .real(nulls), "average_width": .integer(width), "distinct": .real(distinct),
            "correlation": .real(correlation), "common_frequencies": shares.map(Value.text) ?? .null,
            "common_values": common.map(Value.text) ?? .null,
        ])
    }

    static func index(
        _ snapshot: inout Snapshot, _ oid: Int64, _ table: Int64, _ name: String, _ columns: [String],
        unique: Bool = false,
        constraint: Int64? = nil
    ) {
        snapshot[.indexDefinitions].append([
            "oid": .integer(oid), "relation_oid": .integer(table), "schema": .text("public"), "name": .text(name),
            "method": .text("btree"), "is_unique": .boolean(unique), "is_valid": .boolean(true),
            "constraint_oid": constraint.map(Value.integer) ?? .null,
        ])
        for (position, column) in columns.enumerated() {
            snapshot[.indexKeys].append([
                "index_oid": .integer(oid), "position": .integer(Int64(position + 1)), "column": .text(column),
                "operator_class_default": .boolean(true), "descending": .boolean(false), "nulls_first": .boolean(false),
            ])
        }
    }
}
