/// An order of rows that one part of a statement asks for or is served by; each part has its own.
public struct RowOrder: Sendable, Hashable {
    public enum Purpose: String, Sendable, Codable {
        /// ORDER BY of a query.
        case orderBy = "order by"
        /// SELECT DISTINCT, and DISTINCT ON without ORDER BY: equal rows have to stand together, in whatever order.
        case distinct
        /// PARTITION BY and then ORDER BY of a window.
        case window
    }

    public var purpose: Purpose
    public var keys: [SortKey]

    public init(_ purpose: Purpose, _ keys: [SortKey]) {
        self.purpose = purpose
        self.keys = keys
    }
}
