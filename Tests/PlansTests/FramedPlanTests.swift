import Foundation
import Model
import Testing

@testable import Plans

/// One plan as psql 15 prints it in each of its formats, and as the server logs it (Wrapped/make-wrapped.sh).
@Suite struct FramedPlanTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Wrapped")
    static let formats = ["text", "json", "yaml", "xml"]

    static let forms: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".xml") }.map { String($0.dropLast(4)) }.sorted()
    }()

    static func read(_ file: String) throws -> PlanReading {
        PlanReader.read(try Data(contentsOf: folder.appending(path: file)))
    }

    @Test func thereAreManyForms() { #expect(Self.forms.count >= 27) }

    @Test(arguments: forms, formats)
    func psql(form: String, format: String) throws {
        let reading = try Self.read("\(form).\(format)")
        let bare = try #require(try Self.read("bare.\(format)").plans.first).plan
        #expect(reading.problems.map(\.description) == [])
        #expect(reading.unread == [])
        #expect(reading.plans.map { Listing.lines($0.plan) } == [Listing.lines(bare)])
    }

    @Test(arguments: ["server.log", "server.csv", "server.json"])
    func serverLog(file: String) throws {
        let reading = try Self.read(file)
        #expect(reading.problems.map(\.description) == [])
        #expect(reading.unread == [])
        try #require(reading.plans.count == 4)
        for (found, format) in zip(reading.plans, Self.formats) {
            #expect(found.plan.queryText?.hasPrefix("SELECT name FROM users") == true)
            #expect((found.plan.executionTime ?? 0) > 0)
            let bare = try #require(try Self.read("bare.\(format)").plans.first).plan
            #expect(Listing.lines(found.plan).dropLast() == Listing.lines(bare).dropLast())
        }
    }
}
