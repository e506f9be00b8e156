import Cluster
import Foundation
import Migrate
import Model
import TestSupport
import Testing

/// The frameworks' own tools, where `make test-frameworks` has found or installed them; ADVISOR_FRAMEWORKS is its folder.
private let tools = ProcessInfo.processInfo.environment["ADVISOR_FRAMEWORKS"]

@Suite(.enabled(if: tools != nil, "the frameworks' own tools run under `make test-frameworks`"))
struct RealToolTests {
    @Test(arguments: [Framework.alembic, .dbmate, .sqitch, .rails])
    func upDownAndUpAgainByTheRealTool(framework: Framework) async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(MigrationWriterTests.schema)
            let context = try await MigrationWriterTests.context(database)
            let folder = NSTemporaryDirectory() + "advisor-tool-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try put(seeds[framework.rawValue] ?? [:], into: folder)
            let written = try MigrationWriter(directory: folder, framework: framework, context: context, now: noon)
                .write(MigrationSet(findings: MigrationWriterTests.findings))
            try put(Self.programs, into: folder + "/../advisor-tool-programs-\(database.name)")
            let tool = RealTool(
                database: database, folder: folder, framework: framework, bin: (tools ?? "") + "/bin",
                programs: folder + "/../advisor-tool-programs-\(database.name)")
            defer { try? FileManager.default.removeItem(atPath: tool.programs) }

            let before = try await database.execute(Self.state)
            try tool.run(tool.up)
            let after = try await database.execute(Self.state)
            #expect(after.contains("INDEX idx_posts_author_id_created_at ON public.posts"))
            #expect(after.contains("ON ONLY public.events USING btree (kind) t"))
            #expect(after.contains("title 500") && !after.contains("posts_odd"))
            for _ in 0..<tool.timesDown(written.up.count) { try tool.run(tool.down) }
            #expect(try await database.execute(Self.state) == before)
            try tool.run(tool.up)
            #expect(try await database.execute(Self.state) == after)
            if framework == .sqitch { try tool.run(tool.sqitch("verify")) }
        }
    }

    /// What the tools keep for themselves is left out.
    private static let state = MigrationWriterTests.state.replacing(
        "attrelid >= 16384", with: "attrelid::regclass::text ~ '^(posts|events|idx)' AND attrelid >= 16384"
    ).replacing("indexrelid >= 16384", with: "indrelid::regclass::text ~ '^(posts|events)' AND indexrelid >= 16384")

    private static let programs = [
        "env.py": """
        import os
        from alembic import context
        from sqlalchemy import create_engine

        with create_engine(os.environ["TOOL_URL"].replace("postgresql:", "postgresql+psycopg2:")).connect() as connection:
            context.configure(connection=connection)
            with context.begin_transaction():
                context.run_migrations()
        """,
        "rails.rb": """
        require "active_record"
        ActiveRecord::Base.establish_connection(
          adapter: "postgresql", database: ENV["TOOL_DATABASE"], host: ENV["TOOL_HOST"], port: ENV["TOOL_PORT"],
          username: "postgres")
        context = ActiveRecord::MigrationContext.new(ENV["TOOL_FOLDER"], ActiveRecord::SchemaMigration)
        ARGV[0] == "up" ? context.up : context.down(20260101000000)
        """,
    ]
}

/// The command lines of one tool.
private struct RealTool {
    var database: TestDatabase
    var folder: String
    var framework: Framework
    var bin: String
    var programs: String

    private var socket: (directory: String, port: String) {
        let items = URLComponents(string: database.url)?.queryItems ?? []
        func value(_ name: String) -> String { items.first { $0.name == name }?.value ?? "" }
        return (value("host"), value("port"))
    }

    var up: [String] {
        switch framework {
        case .alembic: alembic("upgrade", "head")
        case .dbmate: dbmate("up")
        case .rails: rails("up")
        default: sqitch("deploy")
        }
    }

    var down: [String] {
        switch framework {
        case .alembic: alembic("downgrade", "a1b2c3")
        case .dbmate: dbmate("rollback")
        case .rails: rails("down")
        default: sqitch("revert", "-y", "--to", "first")
        }
    }

    /// dbmate takes back one migration at a time.
    func timesDown(_ count: Int) -> Int { framework == .dbmate ? count : 1 }

    func sqitch(_ words: String...) -> [String] {
        let target = "db:pg://postgres@/\(database.name)?host=\(socket.directory)&port=\(socket.port)"
        return [
            "env", "SQITCH_USER_NAME=Ann", "SQITCH_USER_EMAIL=ann@example.org", "sqitch", "--chdir", folder,
            words[0], "--target", target,
        ] + words.dropFirst()
    }

    private func alembic(_ words: String...) -> [String] {
        let program = """
            import sys
            from alembic.config import Config
            c = Config()
            c.set_main_option("script_location", sys.argv[1])
            c.set_main_option("version_locations", sys.argv[2] + "/versions")
            from alembic import command
            getattr(command, sys.argv[3])(c, sys.argv[4])
            """
        return ["env", "TOOL_URL=" + database.url, bin + "/python", "-c", program, programs, folder] + words
    }

    private func dbmate(_ word: String) -> [String] {
        let url = "postgres://postgres@:\(socket.port)/\(database.name)?socket=\(socket.directory)&sslmode=disable"
        return [bin + "/dbmate", "--url", url, "--migrations-dir", folder, "--no-dump-schema", word]
    }

    private func rails(_ word: String) -> [String] {
        [
            "env", "TOOL_DATABASE=" + database.name, "TOOL_HOST=" + socket.directory, "TOOL_PORT=" + socket.port,
            "TOOL_FOLDER=" + folder, "ruby", programs + "/rails.rb", word,
        ]
    }

    func run(_ words: [String]) throws {
        let answer = try Command.run(words, as: .current, input: "")
        print("== \(framework.rawValue)\n\(answer.output)\(answer.complaint)")
        guard answer.status == 0 else { throw Failed(words: words, complaint: answer.output + answer.complaint) }
    }

    struct Failed: Error, CustomStringConvertible {
        var words: [String]
        var complaint: String
        var description: String { "\(words.joined(separator: " ")): \(complaint)" }
    }
}
