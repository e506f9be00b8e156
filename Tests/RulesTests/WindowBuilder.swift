import Model

/// A window of one week with a few rows in its sections.
struct WindowBuilder {
    static let end = 1_767_830_400.0
    var sections: [SectionShape: [[String: Value]]] = [:]
    var unreadable: [Unreadable] = []
    /// Of the sections that are counters, the continuity of each row.
    var continuity: Continuity = .continuous
    /// Rows of `statement_entries` in the week before.
    var previous: [[String: Value]]?

    /// The window; sections that were not given are there and empty, those in `unreadable` are absent.
    func window() -> Window {
        var snapshot = Snapshot(
            target: TargetIdentity(name: "test", host: "localhost", port: 5432, database: "app"),
            collectedAt: Self.end, serverVersion: 150_000, unreadable: unreadable)
        var deltas: [String: SectionDelta] = [:]
        for shape in SectionShape.all where !unreadable.contains(where: { $0.section == shape.name }) {
            let section = Self.section(shape, sections[shape] ?? [])
            snapshot[shape] = section
            guard shape.storage == .counters else { continue }
            deltas[shape.name] = SectionDelta(
                section: section, continuity: Array(repeating: continuity, count: section.count), vanished: 0)
        }
        let before = previous.map {
            SectionDelta(lifetime: Self.section(.statementEntries, $0))
        }
        return Window(
            from: Self.end - 7 * 86_400, to: Self.end, isLifetime: false, last: snapshot, deltas: deltas,
            previousStatements: before, previousSeconds: before == nil ? nil : 7 * 86_400)
    }

    static func section(_ shape: SectionShape, _ rows: [[String: Value]]) -> Section {
        var section = Section(shape)
        for row in rows { section.append(row) }
        return section
    }
}

extension SectionShape: Hashable {
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral
{
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .real(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}
