import Model
import SQLSyntax

/// The evidence of a window: its sections as they are, and the derived tables. What several tables are made from is
/// made once, when the first of them is read.
final class WindowEvidence: Evidence.Source {
    let window: Window
    /// A plan that was given by hand: there is no server, no statement and no table.
    private let planAlone: Plan?

    init(_ window: Window) {
        self.window = window
        planAlone = nil
    }

    /// Evidence of one plan.
    init(_ plan: Plan) {
        let nowhere = TargetIdentity(name: "plan", host: "", port: 0, database: "")
        let nothing = Snapshot(target: nowhere, collectedAt: 0, serverVersion: 0)
        window = Window(from: 0, to: 0, isLifetime: true, last: nothing, deltas: [:])
        planAlone = plan
    }

    private(set) lazy var settings = SettingsLookup(section(.settings))
    private(set) lazy var names = RelationNames([section(.relations), section(.indexDefinitions), section(.sequences)])
    private(set) lazy var catalog = Catalog(window.last)
    private(set) lazy var relations = RelationIndex(self)
    private(set) lazy var indexes = IndexCatalog(self)
    private(set) lazy var columnTypes = ColumnTypes(section(.columns))
    private(set) lazy var statistics = ColumnStatistics(section(.columnStatistics))
    private(set) lazy var statements = StatementGroups(self)
    private(set) lazy var plans =
        planAlone.map { StatementPlans($0, evidence: self) } ?? StatementPlans(self)

    /// The tables that a plan by itself fills.
    private static let tablesOfPlan: Set<String> = [
        SectionShape.window.name, SectionShape.statementPlans.name, SectionShape.planNodes.name,
    ]

    /// Counters hold their change over the window. Where that is unknown they are null; where the section was not
    /// read, it is empty.
    func section(_ shape: SectionShape) -> Section {
        if let delta = window.deltas[shape.name] { return delta.section }
        let section = window.last[shape]
        return shape.storage == .counters ? section.withoutCounters : section
    }

    func rows(of table: EvidenceTable) -> (section: Section, continuity: [String]?)? {
        if let derived = DerivedTable.byName[table.name] { return (derived.rows(self), nil) }
        guard let shape = SectionShape.named(table.name) else { return nil }
        let section = section(shape)
        guard table.hasContinuity else { return (section, nil) }
        let continuity = window.deltas[table.name]?.continuity ?? Array(repeating: .continuous, count: section.count)
        return (section, continuity.map(\.rawValue))
    }

    func reasonUnreadable(_ table: EvidenceTable) -> String? {
        guard planAlone == nil else {
            return Self.tablesOfPlan.contains(table.name) ? nil : "a plan by itself says nothing of \(table.name)"
        }
        let needs = DerivedTable.byName[table.name]?.needs ?? SectionShape.named(table.name).map { [$0] } ?? []
        return needs.lazy.compactMap(reasonUnreadable).first
    }

    private func reasonUnreadable(_ shape: SectionShape) -> String? {
        guard window.last.sections[shape.name] == nil else { return nil }
        guard let entry = window.last.unreadable.first(where: { $0.section == shape.name && $0.object == nil }) else {
            return "\(shape.name) is not in the snapshot"
        }
        return "\(shape.name) could not be read: \(entry.reason)"
    }
}

extension Section {
    /// The same with every counter null.
    fileprivate var withoutCounters: Section {
        var columns = columns
        for (position, column) in shape.columns.enumerated() where column.role == .counter {
            columns[position] = ColumnValues(nulls: count, type: column.type)
        }
        return Section(shape, columns: columns, count: count)
    }

    /// Row positions by the value of an integer column, each value once.
    func positions(by column: String) -> [Int64: Int] {
        var positions: [Int64: Int] = [:]
        positions.reserveCapacity(count)
        for (row, value) in integers(column).enumerated() {
            if let value { positions[value] = row }
        }
        return positions
    }
}

extension ColumnValues {
    fileprivate init(nulls count: Int, type: ColumnType) {
        switch type {
        case .integer: self = .integers(Array(repeating: nil, count: count))
        case .real, .time: self = .reals(Array(repeating: nil, count: count))
        case .text, .json: self = .texts(Array(repeating: nil, count: count))
        case .boolean: self = .booleans(Array(repeating: nil, count: count))
        }
    }
}
