import Collect
import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Migrate

/// Noon of 2 January 2026, UTC.
let noon = Date(timeIntervalSince1970: 1_767_355_200)

@Suite struct MigrationWriterTests {
    static let schema = """
        CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint, title text, created_at timestamptz);
        INSERT INTO posts SELECT g, g % 7, 'a:b' || g, now() FROM generate_series(1, 500) g;
        CREATE INDEX idx_posts_title ON posts (title);
        CREATE INDEX posts_odd ON posts (lower(title)) WHERE title <> 'x:y "z" \\ ;' AND id::text <> '';
        CREATE TABLE events (id bigint, at date, kind text) PARTITION BY RANGE (at);
        CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')
            PARTITION BY LIST (kind);
        CREATE TABLE events_2027_a PARTITION OF events_2027 FOR VALUES IN ('a');
        CREATE INDEX events_2026_by_id ON events_2026 (id);
        CREATE INDEX idx_events_id ON events (id);
        """

    static let findings = [
        finding(
            key: "00000000000000a1", rule: "missing-index", object: "public.posts", message: "posts is read whole",
            fix:
                "CREATE INDEX CONCURRENTLY posts_author_id_created_at_idx ON public.posts (author_id, created_at DESC)",
            reverse: "DROP INDEX CONCURRENTLY public.posts_author_id_created_at_idx"),
        finding(
            key: "00000000000000a2", rule: "unused-index", object: "public.posts_odd",
            message: "posts_odd is not used", fix: "DROP INDEX CONCURRENTLY public.posts_odd"),
        finding(
            key: "00000000000000a3", rule: "statistics", object: "public.posts", message: "title is skewed",
            fix: "ALTER TABLE public.posts ALTER COLUMN title SET STATISTICS 500",
            reverse: "ALTER TABLE public.posts ALTER COLUMN title SET STATISTICS -1"),
        finding(
            key: "00000000000000a4", rule: "missing-index", object: "public.events", message: "events is read whole",
            // Neither may be done concurrently on a partitioned table; the writer knows what it is.
            fix: "CREATE INDEX CONCURRENTLY events_kind_idx ON public.events (kind)",
            reverse: "DROP INDEX CONCURRENTLY public.events_kind_idx"),
        finding(
            key: "00000000000000a5", rule: "unused-index", object: "public.idx_events_id",
            message: "idx_events_id is not used", fix: "DROP INDEX CONCURRENTLY public.idx_events_id"),
    ]

    static func context(_ database: TestDatabase) async throws -> SchemaContext {
        SchemaContext(
            try await Collector(CollectOptions()).collect(ConnectionOptions(database.url), name: "test") { _ in })
    }

    private func seed(_ framework: Framework) -> [String: String] {
        var files = seeds[framework.rawValue] ?? [:]
        if framework == .atlas {
            files["atlas.sum"] = AtlasLayout.sum(files.filter { $0.key != "atlas.sum" })
        }
        return files
    }

    static let state = """
        SELECT string_agg(line, chr(10) ORDER BY line) FROM (
          SELECT format('%s %s', pg_get_indexdef(indexrelid), indisvalid) FROM pg_index WHERE indexrelid >= 16384
          UNION ALL SELECT format('%s %s %s', attrelid::regclass, attname, attstattarget) FROM pg_attribute
            WHERE attrelid >= 16384 AND attnum > 0 AND attrelid::regclass::text !~ 'pg_toast') AS lines (line)
        """

    /// Each folder that a layout writes to, replaced by a link to another: nothing is written there, nor beside it.
    @Test(arguments: Framework.allCases)
    func noLinkLeadsOutOfTheFolder(framework: Framework) throws {
        let set = MigrationSet(findings: [Self.findings[0]])
        func write(_ folder: String) throws -> WrittenMigrations {
            try MigrationWriter(directory: folder, framework: framework, now: noon).write(set)
        }
        let folders = try withFolder { path in
            try put(seed(framework), into: path)
            let before = try Set(contents(of: path).map(\.name))
            _ = try write(path)
            let new = try contents(of: path).map(\.name).filter { !before.contains($0) }
            #expect(!new.isEmpty)
            // Of a folder made anew for each migration the name cannot be known before.
            return Set(new.map { FilePath.folder(of: $0) }.filter { !$0.isEmpty && !$0.contains("2026") })
        }
        for folder in folders.union(["sideways"]) {
            for target in ["../elsewhere", "../nowhere"] {
                try withFolder { home in
                    try put(seed(framework), into: home + "/db")
                    try put([:], into: home + "/elsewhere")
                    let link = "\(home)/db/\(folder)"
                    // What is in it is found behind the link as before.
                    if FileManager.default.fileExists(atPath: link) {
                        try FileManager.default.copyItem(atPath: link, toPath: home + "/copy")
                        try FileManager.default.removeItem(atPath: link)
                    }
                    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
                    let before = try Set(FileManager.default.subpathsOfDirectory(atPath: home + "/db"))
                    do {
                        // Nothing is to be written behind it.
                        let written = try write(home + "/db").up
                        #expect(!written.isEmpty && !written.contains { $0.hasPrefix(link + "/") }, "\(written)")
                        #expect(folder == "sideways" || framework == .alembic && target == "../nowhere")
                    } catch let error as MigrationError {
                        #expect(error.message.contains("/db/\(folder)"), "\(error.message)")
                        #expect(try Set(FileManager.default.subpathsOfDirectory(atPath: home + "/db")) == before)
                    }
                    #expect(try contents(of: home + "/elsewhere").isEmpty)
                    #expect(!FileManager.default.fileExists(atPath: home + "/nowhere"))
                }
            }
        }
    }

    @Test(arguments: Framework.allCases)
    func upDownAndUpAgainOnAServer(framework: Framework) async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            let context = try await Self.context(database)
            let folder = NSTemporaryDirectory() + "advisor-migrate-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try put(seed(framework), into: folder)
            let written = try MigrationWriter(
                directory: folder, framework: framework, context: context, now: noon
            ).write(MigrationSet(findings: Self.findings))
            #expect(written.up.count >= 4)
            let source = try MigrationSource(directory: folder, framework: framework)
            #expect(source.files.first?.name == "first" && source.files.count == written.up.count + 1)

            let runner = FrameworkRunner(database: database, folder: folder, framework: framework)
            let before = try await database.execute(Self.state)
            try await runner.up { $0 != "first" }
            let after = try await database.execute(Self.state)
            #expect(after.contains("INDEX idx_posts_author_id_created_at ON public.posts"), "named as the others are")
            #expect(after.contains("ON public.events_2027_a USING btree (kind) t"))
            #expect(after.contains("ON ONLY public.events USING btree (kind) t"), "all partitions are attached")
            #expect(after.contains("title 500") && !after.contains("posts_odd"))
            #expect(!after.contains("events_2026_by_id") && !after.contains("idx_events_id"))
            try await runner.down { $0 != "first" }
            #expect(try await database.execute(Self.state) == before)
            try await runner.up { $0 != "first" }
            #expect(try await database.execute(Self.state) == after)

            let again = try MigrationWriter(directory: folder, framework: framework, context: context, now: noon)
                .write(MigrationSet(findings: Self.findings))
            #expect(again.up.isEmpty && again.alreadyThere.count == 5)
        }
    }

    @Test func aBuildThatWasInterruptedIsTriedAgain() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            let context = try await Self.context(database)
            let folder = NSTemporaryDirectory() + "advisor-migrate-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let written = try MigrationWriter(directory: folder, framework: .sql, context: context, now: noon)
                .write(MigrationSet(findings: [Self.findings[0], Self.findings[3]]))
            try await database.execute(
                """
                CREATE INDEX idx_posts_author_id_created_at ON posts (id);
                UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idx_posts_author_id_created_at'::regclass;
                CREATE INDEX idx_events_kind ON ONLY events (kind);
                CREATE INDEX idx_events_2026_kind ON events_2026 (kind);
                ALTER INDEX idx_events_kind ATTACH PARTITION idx_events_2026_kind;
                """)
            for path in written.up { try await database.execute(String(contentsOfFile: path, encoding: .utf8)) }
            let state = try await database.execute(Self.state)
            #expect(
                state.contains(
                    "idx_posts_author_id_created_at ON public.posts USING btree (author_id, created_at DESC) t"))
            #expect(state.contains("ON ONLY public.events USING btree (kind) t"))
        }
    }

    @Test func whatIsWritten() throws {
        var text = ""
        for framework in Framework.allCases {
            try withFolder(seed(framework)) { folder in
                let before = Set(try contents(of: folder).map(\.name))
                let written = try MigrationWriter(directory: folder, framework: framework, now: noon)
                    .write(MigrationSet(findings: Array(Self.findings.prefix(3))))
                text += "######## \(framework.rawValue)\n"
                text += written.notes.map { "note: \($0.replacing(folder, with: "DIR"))\n" }.joined()
                for file in try contents(of: folder)
                where !before.contains(file.name) || file.name.contains("journal") || file.name.hasSuffix(".plan")
                    || file.name.hasSuffix(".sum")
                {
                    text += "==== \(file.name)\n\(file.text)\n"
                }
            }
        }
        assertSnapshot(text, named: "frameworks.txt")
    }

    @Test func nothingIsHalfWritten() throws {
        try withFolder(seed(.drizzle)) { folder in
            try put(["0001_create_index_posts_author_id_created_at_idx.down.sql": "mine"], into: folder)
            let before = try contents(of: folder).map { "\($0)" }
            #expect {
                try MigrationWriter(directory: folder, framework: .drizzle, now: noon)
                    .write(MigrationSet(findings: Self.findings))
            } throws: {
                ($0 as? MigrationError)?.message.contains("is there already") == true
            }
            #expect(try contents(of: folder).map { "\($0)" } == before)
        }
    }

    @Test func anUnwritableDirectoryIsNamed() throws {
        for framework in Framework.allCases {
            #expect {
                try MigrationWriter(directory: "/proc/none", framework: framework, now: noon)
                    .write(MigrationSet(findings: Self.findings))
            } throws: {
                ($0 as? MigrationError)?.message.contains("/proc/none") == true
            }
        }
    }

    @Test func aChangedFileUnderAtlasSumIsRefused() throws {
        var files = seed(.atlas)
        files["20260101000000_first.sql"] = "SELECT 2;\n"
        try withFolder(files) { folder in
            #expect {
                try MigrationWriter(directory: folder, framework: .atlas, now: noon)
                    .write(MigrationSet(findings: Self.findings))
            } throws: {
                ($0 as? MigrationError)?.message.contains("does not agree") == true
            }
        }
    }

    @Test func atlasLeavesOutOfTheSumWhatAsksForIt() {
        let ignored = AtlasLayout.sum(["1.sql": "SELECT 1;\n", "2.sql": "-- atlas:sum ignore\n\nSELECT 2;\n"])
        #expect(ignored.split(separator: "\n").map { $0.prefix(6) } == [ignored.prefix(6), "1.sql "])
        #expect(ignored == AtlasLayout.sum(["1.sql": "SELECT 1;\n", "2.sql": "-- atlas:sum ignore\n\nSELECT 3;\n"]))
        // An empty folder's is the hash of nothing.
        #expect(AtlasLayout.sum([:]) == "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
    }

    @Test func severalHeadsOfAlembicAreRefused() throws {
        let files = [
            "versions/a_x.py": "revision = 'a'\ndown_revision = None\n",
            "versions/b_x.py": "revision = 'b'\ndown_revision = None\n",
        ]
        try withFolder(files) { folder in
            #expect {
                try MigrationWriter(directory: folder, framework: .alembic, now: noon)
                    .write(MigrationSet(findings: Self.findings))
            } throws: {
                ($0 as? MigrationError)?.message.contains("several heads: a, b") == true
            }
        }
    }

    @Test func aFolderOfOursIsKnownAgain() throws {
        for framework in [Framework.sql, .golangMigrate, .sqlx] {
            try withFolder { folder in
                _ = try MigrationWriter(directory: folder, framework: framework, now: noon)
                    .write(MigrationSet(findings: Self.findings))
                #expect(try Framework.theOne(in: folder) == framework)
            }
        }
    }

    @Test func aMessageOfSeveralLinesStaysAComment() throws {
        let hostile = finding(message: "first\nDROP TABLE posts;", fix: "DROP INDEX CONCURRENTLY a;")
        for framework in Framework.allCases {
            try withFolder { folder in
                let written = try MigrationWriter(directory: folder, framework: framework, now: noon)
                    .write(MigrationSet(findings: [hostile]))
                let up = try String(contentsOfFile: written.up[0], encoding: .utf8)
                #expect(up.contains("first DROP TABLE posts;\n"))
            }
        }
    }

    @Test func timeStampsGoOnAndCarry() {
        var late = VersionSequence(after: ["20991231235959"], style: .timestamp, now: noon)
        #expect(late.take() == "21000101000000")
        #expect(late.take() == "21000101000001")
        var first = VersionSequence(after: [], style: .timestamp, now: noon)
        #expect(first.take() == "20260102120000")
        var number = VersionSequence(after: ["0009"], style: .timestamp, now: noon)
        #expect(number.take() == "0010", "a folder that counts goes on counting")
    }

    @Test func hashesAgreeWithTheStandard() {
        func hex(_ text: String) -> String {
            SHA256.hash(text).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
        #expect(hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            hex(String(repeating: "a", count: 1000))
                == "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3")
    }

    @Test func namesAreLearntShortAndFree() {
        let named = [
            ("ix_a_b", "a", ["b"]), ("ix_a_c", "a", ["c"]), ("a_d_idx", "a", ["d"]),
        ]
        #expect(IndexNaming(learntFrom: named.map { (name: $0.0, table: $0.1, columns: $0.2) }) == .sqlalchemy)
        #expect(IndexNaming(learntFrom: []) == .postgres)
        var context = SchemaContext()
        let long = String(repeating: "ä", count: 40) + "_idx"
        let first = context.claim(long, in: "public")
        let second = context.claim(long, in: "public")
        #expect(first != second && first.utf8.count <= 63 && second.utf8.count <= 63 && second.hasSuffix("_2"))
    }

    @Test func drizzleSpellsIndexes() throws {
        let cases = [
            (
                "CREATE INDEX i ON public.posts (author_id, created_at DESC)",
                #"index("i").on(table.authorId, table.createdAt.desc().nullsFirst()),"#
            ),
            ("CREATE INDEX i ON posts (a DESC NULLS LAST)", #"index("i").on(table.a.desc()),"#),
            ("CREATE INDEX i ON posts (a NULLS FIRST)", #"index("i").on(table.a.nullsFirst()),"#),
            (
                "CREATE UNIQUE INDEX i ON posts USING gin (title gin_trgm_ops) WHERE (title <> 'a,(b')",
                #"uniqueIndex("i").using("gin", table.title.op("gin_trgm_ops")).where(sql`(title <> 'a,(b')`),"#
            ),
            ("CREATE INDEX i ON posts (lower(title))", #"index("i").on(sql`lower(title)`),"#),
        ]
        for (sql, line) in cases {
            let index = try #require(IndexStatement(sql))
            #expect(DrizzleIndex(index: index).schemaLine == line)
        }
    }
}
