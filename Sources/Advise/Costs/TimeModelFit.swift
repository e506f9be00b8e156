import Glibc

/// Reads a `TimeModel` off statements as they were measured.
extension TimeModel {
    /// Up to so many blocks a statement is short.
    static let shortBlocks = 300.0
    private static let fewestWrites = 5
    /// Weight of one of the twelve statements that the standard would measure, against one that was: a few measured ones that all
    /// ask for as many blocks cannot tell the two times apart.
    private static let standardWeight = 0.5

    private struct Point {
        var milliseconds: Double
        var blocks: Double
        var warmth: Double
        var weight = 1.0
    }

    /// The number of steps grows with that of the statements.
    init(_ measured: [Measured]) {
        self = .standard
        let short = measured.filter { $0.milliseconds > 0 && $0.blocks > 0 && $0.blocks < Self.shortBlocks }
        let reads = short.filter { $0.writes == 0 }.map {
            Point(milliseconds: $0.milliseconds, blocks: $0.blocks, warmth: Self.warmth($0))
        }
        (fixed, perBlock) = Self.fit(reads + Self.standardPoints)
        let surplus = short.filter { $0.writes > 0.5 }.map {
            ($0.milliseconds - fixed * Self.warmth($0) - perBlock * $0.blocks) / $0.writes
        }.sorted()
        if surplus.count >= Self.fewestWrites { ofWriting = max(0, surplus[surplus.count / 2]) }
    }

    private static var standardPoints: [Point] {
        [3.0, 10, 30, 100].flatMap { blocks in
            [0.2, 0.5, 0.9].map { warmth in
                Point(
                    milliseconds: standard.fixed * warmth + standard.perBlock * blocks, blocks: blocks, warmth: warmth,
                    weight: standardWeight)
            }
        }
    }

    /// The two times, of a grid, for which the measured ones are off by the least factors in all: statements that are odd do not
    /// bend them.
    private static func fit(_ points: [Point]) -> (fixed: Double, perBlock: Double) {
        var best = (error: Double.infinity, fixed: standard.fixed, perBlock: standard.perBlock)
        for fixed in (-16...16).map({ standard.fixed * pow(1.15, Double($0)) }) {
            for perBlock in (-16...16).map({ standard.perBlock * pow(1.15, Double($0)) }) {
                let error = points.reduce(0) {
                    $0 + $1.weight * abs(log($1.milliseconds / (fixed * $1.warmth + perBlock * $1.blocks)))
                }
                if error < best.error { best = (error, fixed, perBlock) }
            }
        }
        return (best.fixed, best.perBlock)
    }
}
