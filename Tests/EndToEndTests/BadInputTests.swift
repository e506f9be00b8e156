import Foundation
import TestSupport
import Testing

/// Whatever goes wrong: one clear message on standard error, the right status, nothing on standard output.
@Suite struct BadInputTests {
    private func expectFailure(
        _ outcome: Outcome, says words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.status == 2, "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
        for word in words {
            #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: sourceLocation)
        }
        #expect(!outcome.errors.contains("s3cret"), "a password was printed", sourceLocation: sourceLocation)
    }

    @Test func unknownHost() async throws {
        try await AdvisorProcess.inHome { advisor in
            let outcome = try await advisor("collect", "--target", "postgres://app:s3cret@no-such-host.invalid/shop")
            expectFailure(outcome, says: "no-such-host.invalid")
        }
    }

    @Test func nothingListensThere() async throws {
        try await AdvisorProcess.inHome { advisor in
            let outcome = try await advisor("report", "--target", "postgres://app:s3cret@127.0.0.1:1/shop")
            expectFailure(outcome, says: "127.0.0.1")
            #expect(outcome.errors.components(separatedBy: "127.0.0.1:1/shop").count == 2, "\(outcome.errors)")
        }
    }

    @Test func unknownDatabase() async throws {
        let server = try await TestServer.shared
        try await AdvisorProcess.inHome { advisor in
            let outcome = try await advisor("report", "--target", server.url(database: "no_such_database"))
            expectFailure(outcome, says: "no_such_database")
        }
    }

    @Test func unreadableConnectionString() async throws {
        try await AdvisorProcess.inHome { advisor in
            expectFailure(
                try await advisor("collect", "--target", "host=a hst=b password=s3cret"), says: "connection string",
                "URI")
        }
    }

    @Test func nothingToExamine() async throws {
        try await AdvisorProcess.inHome { advisor in
            expectFailure(try await advisor("report"), says: "history is empty", "--target")
        }
    }

    /// Folders that no migration may go to, and what is said of each.
    private static let folders: [([String: String], [String])] = [
        (["readme.txt": "hello"], ["no sign of a framework", "--format", "sqitch.plan", "atlas.sum"]),
        (["sqitch.plan": "", "atlas.sum": ""], ["sqitch or atlas", "--format"]),
        (["meta/_journal.json": #"{"entries":[{"idx":0,"tag":"0000_gone"}]}"#], ["0000_gone", "is not there"]),
        (["V1__a.sql": "", "V1__b.sql": ""], ["V1__a.sql", "V1__b.sql", "same version"]),
    ]

    @Test(arguments: folders.indices)
    func aFolderThatContradictsItself(position: Int) async throws {
        let (files, words) = Self.folders[position]
        try await TestServer.withDatabase { database in
            try await database.execute(
                """
                CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint);
                CREATE INDEX one ON posts (author_id);
                CREATE INDEX two ON posts (author_id);
                """)
            try await AdvisorProcess.inHome { advisor in
                let folder = advisor.home + "/migrations"
                for (name, text) in files {
                    let file = URL(fileURLWithPath: "\(folder)/\(name)")
                    try FileManager.default.createDirectory(
                        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                    try Data(text.utf8).write(to: file)
                }
                let before = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
                let outcome = try await advisor("migration", "--target", database.url, "--output", "migrations")
                for word in words { expectFailure(outcome, says: word) }
                #expect(try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() == before)
            }
        }
    }

    @Test func brokenConfiguration() async throws {
        try await AdvisorProcess.inHome { advisor in
            let file = advisor.home + "/advisor.yaml"
            try "targets:\n  shop: a\n  shop: [".write(toFile: file, atomically: true, encoding: .utf8)
            expectFailure(try await advisor("rules", "list"), says: "advisor.yaml", "line 4")
            try "targetz: {}".write(toFile: file, atomically: true, encoding: .utf8)
            expectFailure(try await advisor("rules", "list"), says: "line 1", "targetz", "targets")
            try "rules:\n  no-such-rule: {enabled: false}".write(toFile: file, atomically: true, encoding: .utf8)
            expectFailure(
                try await advisor("explain", "-", input: "Result  (cost=0.00..0.01 rows=1 width=4)"),
                says: "no-such-rule")
        }
    }

    @Test func brokenRule() async throws {
        try await AdvisorProcess.inHome { advisor in
            let folder = advisor.home + "/mine"
            try FileManager.default.createDirectory(atPath: folder + "/server", withIntermediateDirectories: true)
            try """
            id: mine
            category: server
            severity: info
            title: Mine
            problem: P
            remedy: R
            impact: none
            finds: SELECT name AS object FROM no_such_table
            message: "{{object}}"
            cases:
              fires: [{name: a, rows: {settings: [{name: x, setting: "1"}]}, objects: [x]}]
              silent: [{name: b, rows: {}}]
            """.write(toFile: folder + "/server/mine.yaml", atomically: true, encoding: .utf8)
            let outcome = try await advisor("rules", "list", "--rules", folder)
            // The bad one is named, and leaves the others alone.
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("mine.yaml") && outcome.errors.contains("no_such_table"))
            #expect(outcome.output.contains("bloated-index"))
            for command in [["rules", "test", "nowhere"], ["rules", "list", "--rules", "nowhere"]] {
                let missing = try await advisor.run(command)
                #expect(missing.status == 2)
                #expect(missing.errors == "advisor: nowhere: no folder of rules: there is no such file\n")
            }
        }
    }

    @Test func brokenSnapshot() async throws {
        try await AdvisorProcess.inHome { advisor in
            expectFailure(try await advisor("report", "--snapshot", "none.json"), says: "none.json")
            let file = advisor.home + "/half.json"
            try "{\"schema_version\": 1, \"sections\": {".write(toFile: file, atomically: true, encoding: .utf8)
            expectFailure(try await advisor("report", "--snapshot", file), says: "half.json")
        }
    }

    @Test func whatStrangersTried() async throws {
        try await AdvisorProcess.inHome { advisor in
            expectFailure(
                try await advisor("advise", "--snapshot", "x", "--budget", "-5"), says: "'-5'", "--budget", "2GB")
            expectFailure(try await advisor("collect", "--time-limit", "-5s"), says: "'-5s'", "--time-limit")
            expectFailure(
                try await advisor("advise", "--max-columns", "-5"), says: "--max-columns must be between 1 and 32")
            let missing = try await advisor("lint", "none.sql")
            #expect(missing.errors.contains("there is no such file. Give the path of a file"), "\(missing.errors)")
            for (bytes, name) in [([0x1F, 0x8B, 8, 0], "gzip"), ([0x28, 0xB5, 0x2F, 0xFD, 0], "zstd")]
                as [([UInt8], String)]
            {
                try Data(bytes).write(to: URL(fileURLWithPath: advisor.home + "/s.json"))
                expectFailure(
                    try await advisor("report", "--snapshot", "s.json"), says: "compressed (\(name))", "\(name) -dc")
            }
            var elsewhere = advisor
            elsewhere.environment = ["PGHOST": "127.0.0.1", "PGPORT": "1"]
            expectFailure(
                try await elsewhere("collect", "--target", "nosuch"), says: "took \"nosuch\" for a database name",
                "advisor.yaml")
        }
    }

    @Test func brokenPlan() async throws {
        try await AdvisorProcess.inHome { advisor in
            expectFailure(try await advisor("explain", "-", input: "once upon a time"), says: "advisor:")
            expectFailure(try await advisor("explain", "none.txt"), says: "none.txt")
        }
    }

    @Test func historyThatCannotBeWritten() async throws {
        let server = try await TestServer.shared
        try await AdvisorProcess.inHome { advisor in
            let outcome = try await advisor(
                "collect", "--target", server.url(), "--history", "/proc/advisor/history.sqlite")
            expectFailure(outcome, says: "/proc/advisor")
        }
    }

    @Test func historyThatIsNone() async throws {
        try await AdvisorProcess.inHome { advisor in
            let file = advisor.home + "/text.sqlite"
            try String(repeating: "no database at all\n", count: 200).write(
                toFile: file, atomically: true, encoding: .utf8)
            expectFailure(try await advisor("history", "list", "--history", file), says: "text.sqlite")
        }
    }

    @Test func unknownOption() async throws {
        try await AdvisorProcess.inHome { advisor in
            expectFailure(try await advisor("report", "--frmat", "json"), says: "--frmat")
            expectFailure(try await advisor("report", "--since", "yesterday"), says: "since")
            expectFailure(try await advisor("demo", "--workload", "none"), says: "forum")
        }
    }

    @Test func wrongSQLInQuery() async throws {
        try await TestServer.withDatabase { database in
            try await AdvisorProcess.inHome { advisor in
                let outcome = try await advisor("query", "--target", database.url, "SELECT * FROM nowhere")
                expectFailure(outcome, says: "nowhere")
            }
        }
    }

    /// `advisor ... | head`: the reader goes away, and that is no error.
    @Test func outputClosedEarly() async throws {
        try await AdvisorProcess.inHome { advisor in
            let process = try advisor.start(["rules", "list", "--format", "json"])
            try process.output.closeEarly()
            let errors = try await process.errors.text()
            await process.wait()
            #expect(process.status == 0)
            #expect(errors.isEmpty, "\(errors)")
        }
    }

    @Test func fullDisk() async throws {
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        try await AdvisorProcess.inHome { advisor in
            let outcome = try await advisor("rules", "list", "--output", "/dev/full")
            #expect(outcome.status == 2)
        }
    }
}
