import Foundation
import Model
import Testing

@testable import Plans

/// What PostgreSQL 15 printed for the statements of Fixtures/statements.sql (make-fixtures.sh writes them).
enum Fixture {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(".json".count)) }.sorted()
    }()

    static func text(_ file: String) throws -> String {
        try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    }

    static func plan(_ file: String) throws -> Plan { try PlanReader.plan(in: text(file)) }
}

@Suite struct FixtureTests {
    @Test func thereAreManyStatements() { #expect(Fixture.names.count >= 40) }

    @Test(arguments: Fixture.names, ["text", "yaml", "xml"])
    func allFormatsGiveTheSamePlan(name: String, format: String) throws {
        var reference = try Fixture.plan(name + ".json")
        let plan = try Fixture.plan(name + "." + format)
        // The text format prints it with VERBOSE only.
        if format == "text", !reference.root.isVerbose { reference.root.removeInnerUnique() }
        #expect(Listing.lines(plan) == Listing.lines(reference))
    }

    @Test(arguments: Fixture.names)
    func exclusiveCostsAddUp(name: String) throws {
        let root = try Fixture.plan(name + ".json").root
        let sum = root.all.reduce(0) { $0 + $1.exclusiveCost }
        #expect(abs(sum - root.totalCost) <= root.totalCost * 1e-9)
        #expect(root.all.allSatisfy { $0.exclusiveCost >= 0 && $0.exclusiveCost <= root.totalCost })
    }

    @Test(arguments: Fixture.names)
    func everyFieldIsRead(name: String) throws {
        for node in try Fixture.plan(name + ".text").root.all {
            #expect(!node.type.contains(" on "), "\(node.type)")
            let unknown = node.details.keys.filter { $0.hasPrefix("Actual") || $0.hasPrefix("Plan ") || $0 == "" }
            #expect(unknown.isEmpty)
        }
    }
}

extension PlanNode {
    var all: [PlanNode] { [self] + children.flatMap(\.all) }

    fileprivate var isVerbose: Bool { all.contains { $0.details["Output"] != nil } }

    fileprivate mutating func removeInnerUnique() {
        details["Inner Unique"] = nil
        for position in children.indices { children[position].removeInnerUnique() }
    }
}

/// A plan line by line, so that a failing comparison shows what differs.
enum Listing {
    static func lines(_ plan: Plan) -> [String] {
        lines(plan.root, depth: 0) + ["\(plan.planningTime as Any) \(plan.executionTime as Any)"]
            + plan.settings.sorted { $0 < $1 }.map { "\($0)" } + plan.triggers.sorted { $0 < $1 }.map { "\($0)" }
            + plan.planningBuffers.sorted { $0 < $1 }.map { "\($0)" }
    }

    static func lines(_ node: PlanNode, depth: Int = 0) -> [String] {
        var copy = node
        copy.children = []
        copy.details = [:]
        let blank = String(repeating: " ", count: depth * 2)
        return ["\(blank)\(copy)"] + node.details.sorted { $0 < $1 }.map { "\(blank)  \($0.key): \($0.value)" }
            + node.children.flatMap { lines($0, depth: depth + 1) }
    }
}
