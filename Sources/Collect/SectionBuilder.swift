import Model
import Postgres

/// Fills a section from answers whose columns are those of its shape, in order.
struct SectionBuilder {
    let shape: SectionShape
    private var columns: [ColumnBuilder]
    private(set) var count = 0

    init(_ shape: SectionShape) {
        self.shape = shape
        columns = shape.columns.map { ColumnBuilder($0.type) }
    }

    mutating func append(_ rows: Rows) {
        for column in columns.indices {
            for row in rows.indices {
                rows.withBytes(row: row, column: column) { columns[column].append($0) }
            }
        }
        count += rows.count
    }

    /// The first column's last value: where the next batch begins.
    var lastInteger: Int64? { columns.first?.integers.last ?? nil }

    var section: Section { Section(shape, columns: columns.map(\.values), count: count) }
}
