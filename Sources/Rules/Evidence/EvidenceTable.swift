import Model

/// One table that rules may read: a section of the snapshot, or one made from several.
struct EvidenceTable: Sendable {
    /// How a row of counters got over the window; counter sections have it beside their own columns.
    static let continuity = ColumnShape.fact(
        "continuity", .text, "continuous, appeared or restarted (then the counters are lower bounds)")

    /// The columns of the section and, for counter sections, `continuity`.
    let shape: SectionShape
    let isDerived: Bool
    /// The section has a difference over the window.
    let hasContinuity: Bool

    var name: String { shape.name }
    var columnNames: [String] { shape.columns.map(\.name) }

    func column(_ name: String) -> ColumnShape? { shape.position(of: name).map { shape.columns[$0] } }

    private init(raw section: SectionShape) {
        hasContinuity = section.storage == .counters
        isDerived = false
        let extra = hasContinuity ? [Self.continuity] : []
        shape = SectionShape(section.name, section.storage, section.meaning, section.columns + extra)
    }

    private init(derived shape: SectionShape) {
        self.shape = shape
        isDerived = true
        hasContinuity = false
    }

    /// Derived tables first, then the sections in the order of collecting.
    static let all =
        SectionShape.derived.map(EvidenceTable.init(derived:)) + SectionShape.all.map(EvidenceTable.init(raw:))

    static func named(_ name: String) -> EvidenceTable? { byName[name] }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
