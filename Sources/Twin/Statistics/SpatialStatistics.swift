/// Slots of kinds that are not PostgreSQL's own, which it passes over. Of the known extensions PostGIS has two: histograms over boxes, laid
/// out as numbers (ND_STATS in postgis/gserialized_estimate.c), which it reads by the counts in them.
enum SpatialStatistics {
    static let kinds: Set<Int64> = [102, 103]

    private static let axes = 4
    /// Number of axes, cells by axis, the corners of the extent, features of four kinds, cells, cells that are covered.
    private static let header = 1 + axes + 2 * axes + 6

    /// - Parameter literal: an array of numbers as PostgreSQL writes it.
    static func isSound(_ literal: String?) -> Bool {
        guard let literal, literal.first == "{", literal.last == "}" else { return false }
        let numbers = literal.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false).map {
            Double($0)
        }
        guard numbers.count > header, let used = numbers[0], (1...Double(axes)).contains(used) else { return false }
        let sizes = numbers[1..<1 + Int(used)].map { $0 ?? 0 }
        guard sizes.allSatisfy({ (1...1e6).contains($0) && $0 == $0.rounded() }) else { return false }
        let cells = sizes.reduce(1, *)
        return numbers[header - 2] == cells && Double(numbers.count - header) == cells
    }
}
