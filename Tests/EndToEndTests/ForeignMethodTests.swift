import Foundation
import TestSupport
import Testing

/// An extension that this machine has not, with a type, an operator and an access method of its own, as pgvector has them. The
/// snapshot is one of cubes under GiST with those words in it.
@Suite struct ForeignMethodTests {
    private static let schema = """
        CREATE EXTENSION cube;
        CREATE TABLE items (id int PRIMARY KEY, kind int, embedding cube);
        CREATE TABLE plain (id int PRIMARY KEY, kind int);
        INSERT INTO items SELECT n, n % 700, cube(n) FROM generate_series(1, 2000) n;
        CREATE INDEX items_wide ON items USING gist (embedding) WITH (fillfactor = 90);
        CREATE INDEX items_narrow ON items USING gist (embedding) WITH (fillfactor = 70);
        INSERT INTO plain SELECT n, n % 700 FROM generate_series(1, 30000) n;
        VACUUM ANALYZE;
        """

    private func withVectors(_ body: (AdvisorProcess) async throws -> Void) async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            try await AdvisorProcess.inHome { advisor in
                _ = try await advisor("collect", "--twin", "--target", database.url, "--output", "cubes.json")
                let text = try String(contentsOfFile: advisor.home + "/cubes.json", encoding: .utf8)
                try text.replacing("cube", with: "vector").replacing("gist", with: "hnsw")
                    .write(toFile: advisor.home + "/vectors.json", atomically: true, encoding: .utf8)
                try await body(advisor)
            }
        }
    }

    @Test func whatTheTwinCannotPlanIsNeitherWeighedNorDropped() async throws {
        try await withVectors { advisor in
            let outcome = try await advisor(
                "advise", "--snapshot", "vectors.json", "--format", "json", "--sql",
                "SELECT id FROM items ORDER BY embedding <-> '(1,2)' LIMIT 5", "--sql",
                "SELECT id FROM items ORDER BY embedding <-> $1::vector LIMIT 5", "--sql",
                "SELECT id FROM items WHERE kind = 5", "--sql", "SELECT id FROM plain WHERE kind = 5")
            #expect(outcome.status == 0, "\(outcome.errors)")
            let advice = try #require(
                try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any], "\(outcome.errors)"
            )
            let recommendations = try #require(advice["recommendations"] as? [[String: Any]])
            #expect(recommendations.map { $0["table"] as? String } == ["public.plain"])
            #expect(recommendations.map { $0["action"] as? String } == ["create"])
            let coverage = try #require(advice["coverage"] as? [String: Any])
            let skipped = try #require(coverage["skipped"] as? [[String: Any]])
            #expect(skipped.count == 3)
            for item in skipped {
                let reason = try #require(item["reason"] as? String)
                #expect(reason.hasPrefix("it cannot be planned: relation \"items\" does not exist"), "\(reason)")
            }
            let uncertain = try #require(advice["uncertainties"] as? [String])
            for words in ["The library vector is not installed here", "The table public.items is left out"] {
                #expect(uncertain.contains { $0.hasPrefix(words) }, "\(words): \(uncertain)")
            }
        }
    }

    /// Nothing of it is needed to advise on a snapshot that has such statements only.
    @Test func whereNothingCanBePlannedThatIsSaid() async throws {
        try await withVectors { advisor in
            let outcome = try await advisor(
                "advise", "--snapshot", "vectors.json", "--sql",
                "SELECT id FROM items ORDER BY embedding <-> '(1,2)' LIMIT 5")
            #expect(!outcome.output.contains("DROP INDEX"), "\(outcome.output)")
            #expect(
                (outcome.output + outcome.errors).contains("cannot be planned"), "\(outcome.output) \(outcome.errors)")
        }
    }
}
