import Foundation
import Model
import Testing

@testable import SampleWorkloads

@Suite struct SampleWorkloadTests {
    /// The folder sample-workloads/ of this checkout.
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("sample-workloads")

    @Test func embeddedFilesAreCurrent() throws {
        let files = try #require(FileManager.default.enumerator(atPath: Self.folder.path))
            .compactMap { $0 as? String }
            .filter { $0.hasSuffix(".sql") || $0.hasSuffix(".yaml") }
        #expect(Set(files) == Set(EmbeddedFiles.all.keys), "stale: run `make generate`")
        for file in files {
            let text = try String(contentsOf: Self.folder.appendingPathComponent(file), encoding: .utf8)
            #expect(EmbeddedFiles.all[file] == text, "\(file) is stale: run `make generate`")
        }
    }

    @Test(arguments: SampleWorkload.names)
    func isComplete(name: String) throws {
        let workload = try SampleWorkload.named(name)
        #expect(!workload.title.isEmpty)
        #expect(workload.seed.count > 3)
        #expect(workload.requests.count >= 7)
        #expect(workload.expectations.findings.count >= 8)
        #expect(!workload.expectations.silent.isEmpty)
    }

    @Test(arguments: SampleWorkload.names)
    func expectationsNameStatementsThatExist(name: String) throws {
        let workload = try SampleWorkload.named(name)
        let statements = workload.requests.flatMap(\.statements).map(\.name)
        for expected in workload.expectations.findings + workload.expectations.silent {
            if let pattern = expected.statement {
                #expect(statements.contains { Glob.matches(pattern, $0) }, "\(pattern) is no statement of \(name)")
            }
        }
    }

    @Test func unknownName() {
        let error = #expect(throws: WorkloadError.self) { try SampleWorkload.named("blog") }
        #expect(error?.description.contains("Take one of forum, shop, queue, events, tenants") == true)
    }

    @Test func missingFile() {
        let error = #expect(throws: WorkloadError.self) {
            try SampleWorkload(name: "forum", files: ["forum/schema.sql": "-- A forum."])
        }
        #expect(error?.code == .missingFile)
    }

    @Test func brokenExpectations() {
        let error = #expect(throws: WorkloadError.self) {
            try Expectations(yaml: "findings: [{rule: a}]\nsilent: []", file: "forum/expected.yaml")
        }
        #expect(error?.description.hasPrefix("forum/expected.yaml: ") == true)
    }

    @Test func seedSteps() throws {
        let steps = try SeedFile.steps(
            of: "-- A seed.\n\n-- step: one\nSELECT 1;\n-- note\n-- step: two\nVACUUM;", file: "f")
        #expect(steps == [.init(name: "one", sql: "SELECT 1;\n-- note"), .init(name: "two", sql: "VACUUM;")])
        #expect(throws: WorkloadError.self) { try SeedFile.steps(of: "SELECT 1;\n-- step: one", file: "f") }
    }
}

@Suite struct ExpectationTests {
    @Test(arguments: [
        ("abc", "abc", true), ("abc", "abcd", false), ("*", "", true), ("a*", "abc", true), ("*c", "abc", true),
        ("a*c", "ac", true), ("a*a", "a", false), ("a*b*c", "a-b-c", true), ("a*b*c", "a-c", false),
        ("public.events_*_idx", "public.events_2026_01_error_idx", true),
    ])
    func glob(pattern: String, text: String, matches: Bool) {
        #expect(Glob.matches(pattern, text) == matches)
    }

    @Test func statementsAreKnownByTheirNormalisedText() throws {
        let forum = try SampleWorkload.named("forum")
        let normalised =
            "SELECT id, title, author_id FROM posts WHERE status = $1 LIMIT $2"
        #expect(forum.statement(sending: normalised)?.name == "posts_to_check")
        #expect(forum.statement(sending: "SELECT 1") == nil)
    }

    @Test func deviations() throws {
        var forum = try SampleWorkload.named("forum")
        forum.expectations = try Expectations(
            yaml: """
                findings:
                  - {rule: a, object: public.posts, why: planted}
                  - {rule: b, statement: posts_to_check, why: planted}
                  - {rule: c, object: "*", scale: 0.2, why: needs size}
                silent:
                  - {rule: "*", object: public.tags, why: small}
                """, file: "f")
        let found = [
            finding("b", "f00"), finding("d", "public.tags"), finding("e", "public.users"),
        ]
        let texts = ["f00": "SELECT id, title, author_id FROM posts WHERE status = $1 LIMIT $2"]
        let deviations = forum.deviations(of: found, texts: texts, scale: 0.05)
        #expect(
            deviations.map(\.description) == [
                "missing: a on public.posts: planted", "unwanted: d on public.tags: small",
            ])
        #expect(forum.deviations(of: found, texts: texts, scale: 0.2).count == 3)
    }

    private func finding(_ rule: String, _ object: String) -> Finding {
        Finding(
            key: "0", rule: rule, category: .sql, severity: .info, object: object, title: "", message: "", remedy: "",
            impact: Impact(value: 0, unit: .none), evidence: [:])
    }
}
