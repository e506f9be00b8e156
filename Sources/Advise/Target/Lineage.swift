/// Partitions and what they are partitions of. A snapshot may say that a table is one of itself, or of its own partition:
/// whoever follows such a ring comes out of it.
enum Lineage {
    static func top(_ oid: Int64, _ parents: [Int64: Int64]) -> Int64 {
        var top = oid
        var seen: Set = [oid]
        while let parent = parents[top], seen.insert(parent).inserted { top = parent }
        return top
    }

    /// What has no partitions below an object, or the object itself.
    static func leaves(_ oid: Int64, _ children: [Int64: [Int64]]) -> [Int64] {
        var leaves: [Int64] = []
        var open = [oid]
        var seen: Set = [oid]
        while let next = open.popLast() {
            guard let below = children[next] else {
                leaves.append(next)
                continue
            }
            open += below.filter { seen.insert($0).inserted }
        }
        return leaves
    }
}
