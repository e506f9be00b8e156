import Foundation
import Model
import Testing

@testable import Collect

@Suite struct SnapshotFileTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    private func withFolder(_ body: (String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "advisor-test-\(UUID())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private var sample: Snapshot {
        var texts = Section(.statementTexts)
        texts.append([.text("h1"), .text("SELECT '\u{1}\"\\🐘' \n")])
        var sizes = Section(.indexSizes)
        sizes.append([.integer(1), .integer(.max), .null, .real(0.1)])
        sizes.append([.integer(2), .null, .integer(.min), .real(-1)])
        return Snapshot(
            target: TargetIdentity(
                name: "n", host: "h", port: 5432, database: "d", systemIdentifier: "7300000000000000001"),
            collectedAt: 1_795_477_496.25, duration: 1.5, serverVersion: 150_018,
            sections: ["statement_texts": texts, "index_sizes": sizes],
            unreadable: [Unreadable(section: "plans", object: nil, reason: "r", remedy: "GRANT x;")])
    }

    @Test func whatIsWrittenIsRead() throws {
        try withFolder { folder in
            try SnapshotFile.write(sample, to: folder + "/s.json")
            #expect(try SnapshotFile.read(folder + "/s.json") == sample)
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/s.json")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["s.json"])
        }
    }

    /// In parts, one of them larger than what is read at a time, and without secrets.
    @Test func spooledRowsAreWrittenAsTheOthers() throws {
        try withFolder { folder in
            var columns = Section(.columns)
            for row in 0..<3 {
                columns.append([
                    "relation_oid": .integer(Int64(row)), "name": .text(String(repeating: "x", count: 600_000)),
                ])
            }
            var constraints = Section(.constraints)
            constraints.append(["oid": .integer(1), "definition": .text("CHECK (crypt('PW', a) = a)")])
            let spool = SnapshotSpool(beside: folder + "/s.json")
            for row in 0..<3 { try spool.append(columns.keeping([row]), SecretColumns()) }
            try spool.append(constraints, SecretColumns())
            var whole = sample
            whole[.columns] = columns
            whole[.constraints] = constraints
            var rest = sample
            rest[.columns] = Section(.columns)
            try SnapshotFile.write(rest, with: spool, to: folder + "/s.json")
            #expect(try SnapshotFile.read(folder + "/s.json") == SecretRemoval.remove(from: whole))
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/s.json"))
            #expect([UInt8](bytes) == SnapshotFile.encode(SecretRemoval.remove(from: whole)))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["s.json"])
            let redacting = SnapshotSpool(beside: folder + "/r.json", redacts: true)
            try redacting.append(constraints, SecretColumns())
            try SnapshotFile.write(Redaction.redact(sample), with: redacting, to: folder + "/r.json")
            let definition = try SnapshotFile.read(folder + "/r.json")[.constraints][0, "definition"].text
            #expect(definition == "CHECK (crypt('?', a) = a)")
        }
    }

    @Test func aSpoolThatCannotBeWrittenSaysWhy() {
        var section = Section(.columns)
        section.append(["relation_oid": .integer(1)])
        let spool = SnapshotSpool(beside: "/nowhere/at/all/s.json")
        #expect(throws: SnapshotFileError.self) { try spool.append(section, SecretColumns()) }
    }

    @Test func keysAreSortedAndBytesTheSame() throws {
        let text = String(decoding: SnapshotFile.encode(sample), as: UTF8.self)
        let keys = [
            "collected_at", "duration", "redacted", "schema_version", "sections", "server_version", "target",
            "unreadable",
        ]
        let places = keys.compactMap { text.range(of: "\"\($0)\"")?.lowerBound }
        #expect(places.count == keys.count && places == places.sorted())
        #expect(SnapshotFile.encode(sample) == SnapshotFile.encode(sample))
    }

    /// Columns that come twice, values of other types, too many and too few of them, numbers beyond all measure.
    @Test func whateverARowHoldsFitsTheShape() throws {
        let text = """
            {"schema_version": 1, "collected_at": 1e999, "server_version": 150018, "duration": 1e308, "target": {},
             "sections": {"index_sizes": {
                "columns": ["index_oid", "pages", "index_oid", "nothing", 5, "entries", "pages"],
                "rows": [[1, 2, 3, 4, 5, 1e308, 7], [], [1], ["x", 1e19, null, {}, [], "y", 9, 10, 11], 7, {"a": 1}]}}}
            """
        #expect(throws: SnapshotFileError.self) { try SnapshotFile.decode(Array(text.utf8)) }
        let finite = text.replacing("1e999", with: "1e9")
        let section = try SnapshotFile.decode(Array(finite.utf8))[.indexSizes]
        #expect(section.count == 6)
        #expect(section[0, "index_oid"] == .integer(1) && section[0, "pages"] == .integer(2))
        #expect(section[0, "entries"].real?.isFinite == true)
        for row in 1..<6 where row != 2 { #expect(section[row, "index_oid"].isNull) }
        #expect(section[3, "pages"].isNull)
    }

    @Test func textsThatNoServerHoldsAreNull() throws {
        let file = """
            {"schema_version": 1, "collected_at": 1, "server_version": 150000, "target": {"name": "a"},
             "sections": {"roles": {"columns": ["oid", "name"], "rows": [[1, "a\\u0000b"], [2, "c"]]}}}
            """
        let snapshot = try SnapshotFile.decode(Array(file.utf8))
        #expect(snapshot[.roles].texts("name") == [nil, "c"])
    }

    @Test func theFirstVersionStillLoads() throws {
        let snapshot = try SnapshotFile.read(Self.folder.appendingPathComponent("Fixtures/snapshot-1.json").path)
        #expect(snapshot.target.database == "shop" && snapshot.serverVersion == 150_018)
        #expect(snapshot[.statementEntries].count == 2)
        #expect(snapshot[.statementEntries][1, "query_id"].text == "-4810908269812150757")
        #expect(snapshot[.statementEntries][0, "total_exec_time"].real == 12.5)
        #expect(snapshot[.statementEntries][0, "stats_since"].isNull, "a column that the file lacks is null")
        #expect(snapshot.sections.keys.sorted() == ["server", "statement_entries"], "unknown sections are passed over")
        #expect(snapshot.unreadable.count == 1)
    }

    @Test(arguments: [
        ("", SnapshotFileError.Code.broken), ("{\"schema_version\":1,\"sections\":{\"roles\":{\"colu", .broken),
        ("\u{0}\u{1}", .broken), ("[]", .notASnapshot), ("{}", .notASnapshot),
        ("{\"schema_version\":1}", .notASnapshot),
        ("{\"schema_version\":99,\"sections\":{},\"target\":{},\"collected_at\":1,\"server_version\":150000}", .tooNew),
        (
            "{\"schema_version\":1,\"sections\":{\"roles\":[]},\"target\":{},\"collected_at\":1,\"server_version\":1}",
            .broken
        ),
    ])
    func whatIsNoSnapshotIsSaidSo(content: String, code: SnapshotFileError.Code) throws {
        let error = #expect(throws: SnapshotFileError.self) {
            try SnapshotFile.decode(Array(content.utf8), path: "f.json")
        }
        #expect(error?.code == code)
        #expect(error?.description.contains("f.json") == true)
    }

    @Test func everyTruncationIsAnError() throws {
        let bytes = SnapshotFile.encode(sample)
        for length in 0..<bytes.count {
            #expect(throws: SnapshotFileError.self) { try SnapshotFile.decode(Array(bytes.prefix(length))) }
        }
    }

    @Test func missingFilesAndFoldersAreNamed() throws {
        #expect(throws: SnapshotFileError.self) { try SnapshotFile.read("/nowhere/s.json") }
        let error = #expect(throws: SnapshotFileError.self) { try SnapshotFile.write(sample, to: "/nowhere/s.json") }
        #expect(error?.code == .cannotWrite)
        #expect(error?.message.contains("No such file") == true)
    }

    @Test func aFailedWriteLeavesTheOldFile() throws {
        try withFolder { folder in
            // A folder in the file's place cannot be replaced by a file.
            try FileManager.default.createDirectory(atPath: folder + "/s.json", withIntermediateDirectories: true)
            #expect(throws: SnapshotFileError.self) { try SnapshotFile.write(sample, to: folder + "/s.json") }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder) == ["s.json"], "no temporary file stays")
        }
    }
}
