import Foundation
import TestSupport
import Testing

/// What is no migration: one clear message each, status 2, nothing half-written.
@Suite struct LintBadInputTests {
    private func put(_ text: String, _ name: String, _ advisor: AdvisorProcess) throws {
        try put(Data(text.utf8), name, advisor)
    }

    private func put(_ data: Data, _ name: String, _ advisor: AdvisorProcess) throws {
        let file = URL(fileURLWithPath: "\(advisor.home)/\(name)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }

    /// A file by itself: what is said, once, on standard error.
    private static let texts: [(text: String, says: [String])] = [
        ("Once upon a time; there was a table.\n", ["a.sql:1:", "no SQL: syntax error"]),
        (String(repeating: "lorem ipsum; ", count: 5_000), ["a.sql:1:", "no SQL"]),
        ("SELECT 1;\nCREATE TABLE {{ schema }}.t (a int);\n", ["a.sql:2:", "{{ schema }} is a placeholder"]),
        (
            "ALTER TABLE ${flyway:defaultSchema}.t ADD a int;\n",
            ["a.sql:1:", "${flyway:defaultSchema} is a placeholder"]
        ),
        ("CREATE TABLE <%= table %> (a int);\n", ["<%= table %> is a placeholder"]),
        ("UPDATE t SET a = %(value)s;\n", ["%(value)s is a placeholder"]),
        ("UPDATE t SET a = ? WHERE b = 1;\n", ["a.sql:1:", "? is a placeholder"]),
        ("ALTER TABLE :schema.t ADD a int;\n", ["a.sql:1:", ":schema is a placeholder"]),
        ("SELECT 'never closed;\n", ["a.sql:1:", "unterminated"]),
    ]

    @Test(arguments: texts.indices)
    func whatDoesNotParse(position: Int) async throws {
        let (text, words) = Self.texts[position]
        try await AdvisorProcess.inHome { advisor in
            try put(text, "a.sql", advisor)
            let outcome = try await advisor("lint", "a.sql", "--format", "json", "--fix")
            #expect(outcome.status == 2, "\(outcome.errors)")
            for word in words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
            #expect(outcome.errors.components(separatedBy: "a.sql:").count == 2, "more than one: \(outcome.errors)")
            #expect(try String(contentsOfFile: "\(advisor.home)/a.sql", encoding: .utf8) == text)
        }
    }

    /// Bytes that are no UTF-8 text.
    private static let bytes: [(bytes: [UInt8], says: String)] = [
        ([0xFF, 0xFE] + Array("S\0E\0L\0".utf8), "it begins as UTF-16 does"),
        (Array("\u{7F}ELF".utf8) + [0, 1, 2, 3], "it holds zero bytes"),
        (Array("SELECT 1;\n-- caf".utf8) + [0xE9, 0x0A], "line 2 holds the byte 0xE9"),
    ]

    @Test(arguments: bytes.indices)
    func whatIsNoText(position: Int) async throws {
        let (bytes, words) = Self.bytes[position]
        try await AdvisorProcess.inHome { advisor in
            try put(Data(bytes), "a.sql", advisor)
            let outcome = try await advisor("lint", "a.sql")
            #expect(outcome.status == 2)
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors.contains("a.sql is not UTF-8 text: \(words)"), "\(outcome.errors)")
        }
    }

    @Test func byteOrderMarksAndCarriageReturnsAreNoTrouble() async throws {
        try await AdvisorProcess.inHome { advisor in
            let text = "\u{FEFF}-- ü\r\nCREATE INDEX i ON t (a);\r\n"
            try put(text, "a.sql", advisor)
            let outcome = try await advisor("lint", "a.sql", "--fix")
            #expect(outcome.status == 0, "\(outcome.output)")
            let fixed = try Data(contentsOf: URL(fileURLWithPath: "\(advisor.home)/a.sql"))
            #expect(fixed == Data(text.replacing("INDEX", with: "INDEX CONCURRENTLY").utf8))
        }
    }

    @Test func missingFilesAndLoopsOfLinks() async throws {
        try await AdvisorProcess.inHome { advisor in
            let missing = try await advisor("lint", "none.sql", "more/none.sql")
            #expect(missing.status == 2)
            #expect(missing.errors.contains("none.sql cannot be read"), "\(missing.errors)")
            try FileManager.default.createSymbolicLink(
                atPath: "\(advisor.home)/a.sql", withDestinationPath: "b.sql")
            try FileManager.default.createSymbolicLink(
                atPath: "\(advisor.home)/b.sql", withDestinationPath: "a.sql")
            let loop = try await advisor("lint", "a.sql")
            #expect(loop.status == 2)
            #expect(loop.errors.contains("symbolic links"), "\(loop.errors)")
            try FileManager.default.createSymbolicLink(atPath: "\(advisor.home)/self", withDestinationPath: ".")
            try put("SELECT 1;", "1_x.up.sql", advisor)
            let folder = try await advisor("lint", "self")
            // The links that loop lie in it too.
            #expect(folder.status == 2)
            #expect(folder.errors.contains("symbolic links"), "\(folder.errors)")
        }
    }

    /// What begins and never ends would take all behind it along.
    @Test(arguments: [
        ("/* note\nDROP TABLE b;\n", "a.sql:2:", "unterminated comment"),
        ("SELECT /* a /* b */ 1;\nDROP TABLE b;\n", "a.sql:2:", "unterminated comment"),
        ("SELECT 'x;\nDROP TABLE b;\n", "a.sql:2:", "unterminated"),
        ("SELECT \"x;\nDROP TABLE b;\n", "a.sql:2:", "unterminated"),
        ("DO $body$ BEGIN;\nDROP TABLE b;\n", "a.sql:2:", "unterminated"),
        ("COPY t FROM stdin;\n1\nDROP TABLE b;\n", "a.sql:2:", "COPY"),
    ])
    func whatNeverEnds(text: String, place: String, words: String) async throws {
        try await AdvisorProcess.inHome { advisor in
            try put("CREATE INDEX i ON t (a);\n" + text, "a.sql", advisor)
            let lint = try await advisor("lint", "a.sql")
            #expect(lint.output.contains("index-nonconcurrent"), "\(lint.output)")
            let said = lint.output + lint.errors
            #expect(said.contains(place) && said.contains(words), "\(said)")
            #expect(lint.status == 2 || words == "COPY", "\(said)")
            let advice = try await advisor("advise", "--snapshot", "none.json", "--file", "a.sql")
            #expect(advice.status == 2)
            #expect(advice.errors.contains(place) && advice.errors.contains("unterminated"), "\(advice.errors)")
        }
    }

    /// Each kind of file that cannot be read, beside one with a finding: in a folder and by name.
    @Test func filesThatCannotBeReadLeaveTheOthersAlone() async throws {
        try await AdvisorProcess.inHome { advisor in
            try put("DROP TABLE t;", "db/3_sound.up.sql", advisor)
            try put(Data([0xFF, 0xFE] + Array("S\0E\0L\0".utf8)), "db/1_utf16.up.sql", advisor)
            try put(Data([0x7F, 0x45, 0x00, 0x01]), "db/2_binary.up.sql", advisor)
            try FileManager.default.createSymbolicLink(
                atPath: "\(advisor.home)/db/4_loop.up.sql", withDestinationPath: "4_loop.up.sql")
            let names = ["1_utf16", "2_binary", "4_loop"]
            let byName = names.map { "db/\($0).up.sql" } + ["db/3_sound.up.sql", "gone.sql"]
            for paths in [["db"], byName] {
                let outcome = try await advisor.run(["lint"] + paths)
                #expect(outcome.status == 2)
                #expect(outcome.output.contains("3_sound.up.sql:1:1: warning[drop-table]"), "\(outcome.output)")
                for name in names { #expect(outcome.errors.contains("\(name).up.sql:1: "), "\(outcome.errors)") }
            }
        }
    }

    @Test func nothingGivenAndNothingThere() async throws {
        try await AdvisorProcess.inHome { advisor in
            let piped = try await advisor("lint", "-", input: "DROP TABLE a;")
            #expect(piped.output.contains("-:1:1: warning[drop-table]"), "\(piped.errors)")
            let none = try await advisor("lint")
            #expect(none.status == 2)
            try FileManager.default.createDirectory(atPath: "\(advisor.home)/empty", withIntermediateDirectories: true)
            let empty = try await advisor("lint", "empty")
            #expect(empty.status == 2)
            #expect(empty.errors.contains("empty holds no migrations"))
            let device = try await advisor("lint", "/dev/null")
            #expect(device.status == 0, "\(device.errors)")
        }
    }

    private static let folders: [(files: [String: String], says: [String])] = [
        (["meta/_journal.json": #"{"entries":[{"idx":0,"tag":"0000_gone"}]}"#], ["0000_gone", "is not there"]),
        (["sqitch.plan": "", "atlas.sum": ""], ["sqitch or atlas", "--format"]),
        (["1_x/readme": "", "migration_lock.toml": ""], ["1_x has no migration.sql"]),
    ]

    /// What is wrong with one path leaves the others alone, whatever it is.
    @Test(arguments: folders.indices)
    func aFolderThatContradictsItselfLeavesOthersAlone(position: Int) async throws {
        let (files, words) = Self.folders[position]
        try await AdvisorProcess.inHome { advisor in
            for (name, text) in files { try put(text, "db/" + name, advisor) }
            try put("DROP TABLE t;", "a.sql", advisor)
            let outcome = try await advisor("lint", "db", "a.sql", "empty/", "gone.sql")
            #expect(outcome.status == 2)
            #expect(outcome.output.contains("a.sql:1:1: warning[drop-table]"), "\(outcome.output)")
            for word in [words[0], "gone.sql"] { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
        }
    }

    /// A pull request holds links, pipes and the like: what they lead to is in no output, and nothing waits for them.
    @Test(arguments: ["text", "json", "sarif", "junit", "gitlab", "github"])
    func whatAHostilePullRequestLinksToIsNotShown(format: String) async throws {
        try await AdvisorProcess.inHome { advisor in
            try put("marker-of-a-secret;\nmarker-of-a-secret:5432:*:app:pw", ".pgpass", advisor)
            try put("DROP TABLE t;", "db/9_sound.up.sql", advisor)
            let links = [
                "1_pass": "../.pgpass", "2_process": "/proc/self/environ", "3_absolute": advisor.home + "/.pgpass",
                "4_device": "/dev/zero", "5_terminal": "/dev/stdin",
            ]
            for (name, target) in links {
                try FileManager.default.createSymbolicLink(
                    atPath: "\(advisor.home)/db/\(name).up.sql", withDestinationPath: target)
            }
            try #require(mkfifo(advisor.home + "/db/6_pipe.up.sql", 0o600) == 0)
            try FileManager.default.createDirectory(
                atPath: advisor.home + "/db/7_folder.up.sql", withIntermediateDirectories: false)
            try put("SELECT 1;", "db/8_hidden.up.sql", advisor)
            try put(String(repeating: " ", count: (64 << 20) + 1), "db/8_huge.down.sql", advisor)
            let names = links.keys + ["6_pipe", "7_folder"]
            for paths in [["db"], ["db/1_pass.up.sql", "db/2_process.up.sql", "db/9_sound.up.sql"]] {
                let outcome = try await advisor.run(["lint"] + paths + ["--format", format, "--fix"])
                #expect(outcome.status == 2, "\(outcome.errors)")
                #expect(outcome.output.contains("drop-table"), "\(outcome.output)")
                #expect(!(outcome.output + outcome.errors).contains("marker-of-a-secret"), "\(outcome.output)")
                for name in paths == ["db"] ? names : ["1_pass", "2_process"] {
                    #expect(outcome.errors.contains("\(name).up.sql:1: "), "\(name): \(outcome.errors)")
                }
            }
        }
    }

    @Test func aFolderThatIsALinkOutOfTheWorkingDirectoryIsNamed() async throws {
        try await AdvisorProcess.inHome { advisor in
            let other = FileManager.default.temporaryDirectory.appendingPathComponent("advisor-\(UUID().uuidString)")
                .path
            try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: other) }
            try Data("DROP TABLE marker;".utf8).write(to: URL(fileURLWithPath: other + "/1_a.up.sql"))
            try FileManager.default.createSymbolicLink(
                atPath: advisor.home + "/db", withDestinationPath: other)
            for path in ["db", "db/1_a.up.sql"] {
                let outcome = try await advisor("lint", path)
                #expect(outcome.status == 2)
                #expect(outcome.errors.contains("leads out of the working directory"), "\(outcome.errors)")
                #expect(!(outcome.output + outcome.errors).contains("marker"), "\(outcome.output)")
            }
            let named = try await advisor("lint", other)
            #expect(named.output.contains("drop-table"), "\(named.errors)")
        }
    }

    @Test(arguments: folders.indices)
    func aFolderThatContradictsItself(position: Int) async throws {
        let (files, words) = Self.folders[position]
        try await AdvisorProcess.inHome { advisor in
            for (name, text) in files { try put(text, "db/" + name, advisor) }
            let outcome = try await advisor("lint", "db")
            #expect(outcome.status == 2)
            #expect(outcome.output.isEmpty)
            for word in words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
        }
    }

    @Test func commandsOfPsqlAreSkippedWithANote() async throws {
        try await AdvisorProcess.inHome { advisor in
            let text = """
                \\restrict k
                \\connect shop
                \\copy t FROM 'f.csv'
                COPY t (a) FROM stdin;
                1;2
                \\.
                CREATE INDEX i ON t (a);
                \\unrestrict k
                """
            try put(text, "a.sql", advisor)
            let outcome = try await advisor("lint", "a.sql")
            #expect(outcome.status == 1, "\(outcome.errors)")
            for command in ["\\restrict", "\\connect", "\\copy", "\\unrestrict"] {
                #expect(outcome.output.contains("\(command) is a command of psql: skipped"), "\(outcome.output)")
            }
            #expect(outcome.output.contains("a.sql:7:1: warning[index-nonconcurrent]"), "\(outcome.output)")
        }
    }

    @Test func bodiesOfFunctionsAreLeftAlone() async throws {
        try await AdvisorProcess.inHome { advisor in
            let text = """
                CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $body$
                BEGIN
                  DROP TABLE t; EXECUTE format('DROP TABLE %I', 'x'); -- ; '
                END $body$;
                CREATE FUNCTION g() RETURNS int BEGIN ATOMIC; SELECT 1; SELECT 2; END;
                SELECT 1;
                """
            try put(text, "a.sql", advisor)
            let outcome = try await advisor("lint", "a.sql")
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains("3 statements: nothing found"), "\(outcome.output)")
        }
    }

    /// As pg_dump writes them: INSERTs without end, rows of COPY.
    @Test func aDumpOfFiftyMegabytes() async throws {
        try await AdvisorProcess.inHome { advisor in
            let row = "INSERT INTO public.posts VALUES (1, 'some title; with a semicolon', 'x');\n"
            var text = "CREATE TABLE public.posts (id bigint, title text, x text);\n"
            text += String(repeating: row, count: 20_000)
            text += "COPY public.posts FROM stdin;\n"
            text += String(repeating: "2\tanother; row\tof text that is neither short nor long\n", count: 920_000)
            text += "\\.\nCREATE INDEX i ON public.elsewhere (a);\n"
            #expect(text.utf8.count > 50_000_000)
            try put(text, "dump.sql", advisor)
            let outcome = try await advisor("lint", "dump.sql")
            #expect(outcome.status == 1, "\(outcome.errors)")
            #expect(outcome.output.contains("dump.sql:940004:1: warning[index-nonconcurrent]"), "\(outcome.output)")
            #expect(outcome.output.contains("20,003 statements"), "\(outcome.output)")
        }
    }

    @Test func deeplyNestedStatementsAreRefusedOneByOne() async throws {
        try await AdvisorProcess.inHome { advisor in
            let deep = "SELECT " + String(repeating: "(", count: 20_000) + "1" + String(repeating: ")", count: 20_000)
            try put("CREATE INDEX i ON t (a);\n\(deep);\nDROP TABLE t;\n", "a.sql", advisor)
            let outcome = try await advisor("lint", "a.sql", "--format", "json")
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("a.sql:2:"), "\(outcome.errors.prefix(400))")
            #expect(outcome.output.contains("index-nonconcurrent"))
            #expect(outcome.output.contains("drop-table"))
        }
    }
}
