import Model
import SQLSyntax
import Testing

@testable import Collect

/// The laws of the collector's SQL; no server is asked.
@Suite struct SectionQueryTests {
    static let servers = [130_005, 140_000, 150_018, 160_001, 170_000, 180_004].map(ServerProfile.stock)

    static func queries(_ server: ServerProfile) -> [SectionQuery] {
        [SectionQuery.server(server), .activity(server.features), .blocking] + SectionQuery.counters(server)
            + SectionQuery.momentary(server) + SectionQuery.catalogs(server) + SectionQuery.twin(server)
    }

    @Test(arguments: servers) func everyColumnHasAnExpressionAndNoOther(server: ServerProfile) {
        for query in Self.queries(server) {
            #expect(Set(query.expressions.keys) == Set(query.shape.columns.map(\.name)), "\(query.shape.name)")
        }
    }

    @Test func everySectionIsRead() {
        let read = Set(Self.queries(.stock(version: 180_000)).map(\.shape.name))
        let byOtherMeans: Set = ["statement_texts", "plans", "index_probes", "schema_dump", "parameter_samples"]
        #expect(read.union(byOtherMeans) == Set(SectionShape.all.map(\.name)))
    }

    @Test(arguments: servers) func printedSQLChangesNothingAndBearsTheTag(server: ServerProfile) throws {
        let sql = Collector().printableSQL(serverVersion: server.version)
        let statements = sql.split(separator: "\n\n").filter { !$0.hasPrefix("-- What `advisor collect`") }
        #expect(statements.count > 40)
        let changing: Set = [
            "create", "alter", "drop", "insert", "update", "delete", "truncate", "vacuum", "analyze", "reindex",
            "grant",
            "copy", "call", "pg_stat_reset", "pg_stat_statements_reset", "lock",
        ]
        for statement in statements {
            #expect(statement.contains(advisorTag), "\(statement)")
            let bytes = Array(statement.utf8)
            for token in SQLSyntax.SQL.tokens(String(statement)) where token.kind == .word {
                let word = String(decoding: bytes[token.start..<token.end], as: UTF8.self).lowercased()
                #expect(!changing.contains(word), "\(word) in \(statement)")
                let blocks = [QuietExplain.sql, QuietExplain.preparedSQL]
                #expect(word != "do" || blocks.contains { statement.hasSuffix($0 + ";") }, "\(statement)")
            }
        }
    }

    @Test func columnsOfLaterVersionsAreAskedOfThemOnly() {
        func sql(_ version: Int) -> String { Collector().printableSQL(serverVersion: version) }
        #expect(!sql(130_000).contains("toplevel AS") && sql(140_000).contains("toplevel AS"))
        #expect(sql(160_000).contains("  blk_read_time AS") && !sql(170_000).contains("  blk_read_time AS"))
        #expect(sql(170_000).contains("shared_blk_read_time + local_blk_read_time"))
        #expect(!sql(150_000).contains("pg_stat_io") && sql(160_000).contains("pg_stat_io"))
        #expect(sql(170_000).contains("pg_stat_checkpointer") && !sql(160_000).contains("pg_stat_checkpointer"))
        #expect(
            sql(180_000).contains("parallel_workers_to_launch") && !sql(170_000).contains("parallel_workers_to_launch"))
    }
}
