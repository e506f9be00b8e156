import Foundation
import Migrate
import Model
import Testing

@Suite struct SQLMigrationWriterTests {
    private func inTemporaryDirectory(_ body: (String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "advisor-migrate-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private let concurrent = finding(
        fix: "CREATE INDEX CONCURRENTLY posts_author_id_idx ON public.posts (author_id);",
        reverse: "DROP INDEX CONCURRENTLY public.posts_author_id_idx;")

    @Test func writesUpAndDownWithEvidence() throws {
        try inTemporaryDirectory { directory in
            let written = try SQLMigrationWriter(directory: directory).write(MigrationSet(findings: [concurrent]))
            #expect(written.up == ["\(directory)/0001_create_index_posts_author_id_idx.up.sql"])
            let up = try String(contentsOfFile: written.up[0], encoding: .utf8)
            #expect(
                up == """
                    -- Index posts_author_id_idx duplicates another
                    -- impact: 8.2 kB
                    -- finding: 00000000000000aa (index-duplicate)
                    -- Runs outside a transaction: PostgreSQL refuses it inside a transaction block.
                    -- If it is interrupted, it leaves an invalid index: run the down file, then this one again.

                    CREATE INDEX CONCURRENTLY posts_author_id_idx ON public.posts (author_id);

                    """)
            let downPath = try #require(written.down[0])
            let down = try String(contentsOfFile: downPath, encoding: .utf8)
            #expect(down.hasSuffix("\nDROP INDEX CONCURRENTLY public.posts_author_id_idx;\n"))
        }
    }

    @Test func continuesNumbersAndWritesNothingTwice() throws {
        try inTemporaryDirectory { directory in
            let writer = SQLMigrationWriter(directory: directory)
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try "SELECT 1;".write(toFile: "\(directory)/0041_mine.up.sql")
            let first = try writer.write(MigrationSet(findings: [concurrent]))
            #expect(first.up.first?.contains("/0042_") == true)
            let second = try writer.write(MigrationSet(findings: [concurrent]))
            #expect(second.up.isEmpty)
            #expect(second.alreadyThere == ["create_index_posts_author_id_idx"])
        }
    }

    @Test func aTransactionHoldsWhatMayBeHeld() throws {
        try inTemporaryDirectory { directory in
            let written = try SQLMigrationWriter(directory: directory).write(
                MigrationSet(findings: [finding(fix: "ALTER TABLE t VALIDATE CONSTRAINT c;")]))
            let up = try String(contentsOfFile: written.up[0], encoding: .utf8)
            #expect(
                up.contains("BEGIN;\nSET LOCAL lock_timeout = '5s';\nALTER TABLE t VALIDATE CONSTRAINT c;\nCOMMIT;"))
            #expect(written.down == [nil], "nothing takes a validation back")
        }
    }

    @Test func anUnwritableDirectoryIsNamed() throws {
        #expect {
            try SQLMigrationWriter(directory: "/proc/none").write(MigrationSet(findings: [concurrent]))
        } throws: { error in
            (error as? MigrationError)?.message.contains("/proc/none") == true
        }
    }

    @Test func aMessageOfSeveralLinesStaysAComment() throws {
        try inTemporaryDirectory { directory in
            let hostile = finding(message: "first\nDROP TABLE posts;", fix: "DROP INDEX CONCURRENTLY a;")
            let written = try SQLMigrationWriter(directory: directory).write(MigrationSet(findings: [hostile]))
            let up = try String(contentsOfFile: written.up[0], encoding: .utf8)
            #expect(up.hasPrefix("-- first DROP TABLE posts;\n"))
        }
    }
}

extension String {
    fileprivate func write(toFile path: String) throws {
        try write(toFile: path, atomically: true, encoding: .utf8)
    }
}
