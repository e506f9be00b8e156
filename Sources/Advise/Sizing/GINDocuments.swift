import Model

/// The keys in texts and documents, from the values that the statistics of their column hold.
struct GINDocuments {
    private(set) var groups: [GINContent.Group] = []
    /// Bytes of a key on average.
    private(set) var keyWidth = 10.0

    private typealias Document = (tokens: Set<GINTokens.Token>, share: Double)

    /// A key of the documents.
    private struct Found {
        var documents = 0
        /// Of all rows, those of the documents that it was found in.
        var share = 0.0
    }

    /// nil where there are too few values to tell anything of all.
    init?(_ statistics: TargetColumn.Statistics, _ kind: GINTokens.Kind, rows: Double) {
        let documents = Self.documents(statistics, kind)
        guard documents.count >= Self.fewestDocuments else { return nil }
        var found: [GINTokens.Token: Found] = [:]
        for document in documents {
            for token in document.tokens {
                found[token, default: Found()].documents += 1
                found[token, default: Found()].share += document.share
            }
        }
        keyWidth = found.keys.reduce(0.0) { $0 + GINTokens.width($1.text) } / Double(max(1, found.count))
        let common = found.values.filter { $0.documents >= 3 }.map(\.share).sorted()
        groups = common.map { GINContent.Group(keys: 1, rows: $0 * rows) }
        let tail = RareKeys(documents: Double(documents.count), rows: rows, distinctDocuments: statistics.distinct)
        for (place, tokens) in Self.byPlace(found.filter { $0.value.documents < 3 }) {
            let counts = tokens.map { Double($0.value.documents) }
            let share = tokens.reduce(0) { $0 + $1.value.share }
            let form = place.isEmpty ? .infinity : ValueForm(tokens.map(\.key.text)).possible
            groups.append(tail.group(counts, postings: share * rows, possible: form))
        }
    }

    private static let fewestDocuments = 20

    private static func documents(_ statistics: TargetColumn.Statistics, _ kind: GINTokens.Kind) -> [Document] {
        let filled = max(0.001, 1 - statistics.nullFraction)
        let common = statistics.common.map { (value: $0.value, share: $0.share / filled) }
        let rest = max(0, 1 - common.reduce(0) { $0 + $1.share }) / Double(max(1, statistics.histogram.count))
        return (common + statistics.histogram.map { ($0, rest) }).map { (GINTokens.of($0.value, kind), $0.share) }
    }

    /// Places that hold few keys each (names that are data themselves) are one, with the empty name.
    private static func byPlace(
        _ found: [GINTokens.Token: Found]
    ) -> [(key: String, value: [(key: GINTokens.Token, value: Found)])] {
        let places = Dictionary(grouping: found.map { ($0.key, $0.value) }, by: \.0.place)
        let small = Set(places.filter { $0.value.count < 10 }.keys)
        let merged = Dictionary(grouping: found.map { (key: $0.key, value: $0.value) }) {
            small.contains($0.key.place) ? "" : $0.key.place
        }
        return merged.sorted { $0.key < $1.key }
    }
}

/// How many keys there are of which a sample has shown some once or twice.
private struct RareKeys {
    var documents: Double
    var rows: Double
    var distinctDocuments: Double

    /// By the estimator that ANALYZE takes for different values (Haas and Stokes, Duj1).
    ///
    /// - Parameters:
    ///   - counts: documents that hold each key.
    ///   - postings: of all these keys in the table.
    ///   - possible: no more keys than that.
    func group(_ counts: [Double], postings: Double, possible: Double) -> GINContent.Group {
        let (drawn, once) = (counts.reduce(0, +), Double(counts.filter { $0 == 1 }.count))
        let postings = max(drawn, postings)
        let estimate = drawn * Double(counts.count) / (drawn - once + once * drawn / postings)
        let most = min(possible, distinctDocuments * max(1, drawn / documents), postings)
        let keys = max(Double(counts.count), min(estimate, most))
        return GINContent.Group(keys: keys, rows: postings / keys)
    }
}
