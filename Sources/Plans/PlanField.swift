import JSONTape

/// The members of a node that have a field of their own in `PlanNode`, and those that lead further.
enum PlanField {
    case type, schema, relation, alias, index, joinType, parentRelationship
    case startupCost, totalCost, rows, width
    case actualStartupTime, actualTotalTime, actualRows, loops
    case plans, workers
    /// Has no field; goes to the details under the name given, which is shared and so costs no allocation.
    case detail(String)
}

/// Finds the field of a member by its name's bytes, without making a string: a plan of 5 kB holds 200 names.
struct PlanFieldTable: Sendable {
    private struct Entry: Sendable {
        var name: [UInt8]
        var field: PlanField
    }

    private var buckets: [[Entry]]

    static let shared = PlanFieldTable()

    private init() {
        buckets = Array(repeating: [], count: 256)
        for (name, field) in Self.fields { insert(name, field) }
        for name in Self.details { insert(name, .detail(name)) }
    }

    private mutating func insert(_ name: String, _ field: PlanField) {
        let bytes = Array(name.utf8)
        buckets[Self.bucket(bytes[...])].append(Entry(name: bytes, field: field))
    }

    /// nil for a name that is not known.
    func field(_ key: JSONValue) -> PlanField? {
        let name = key.rawBytes
        for entry in buckets[Self.bucket(name)] where entry.name.elementsEqual(name) { return entry.field }
        return nil
    }

    private static func bucket(_ name: ArraySlice<UInt8>) -> Int {
        guard !name.isEmpty else { return 0 }
        let first = Int(name[name.startIndex])
        let middle = Int(name[name.startIndex + name.count / 2])
        let last = Int(name[name.endIndex - 1])
        let third = Int(name[name.startIndex + min(name.count - 1, 7)])
        return (name.count &* 31 &+ first &* 7 &+ middle &* 13 &+ third &* 3 &+ last) & 255
    }

    private static let fields: [(String, PlanField)] = [
        ("Node Type", .type), ("Schema", .schema), ("Relation Name", .relation), ("Alias", .alias),
        ("Index Name", .index), ("Join Type", .joinType), ("Parent Relationship", .parentRelationship),
        ("Startup Cost", .startupCost), ("Total Cost", .totalCost), ("Plan Rows", .rows), ("Plan Width", .width),
        ("Actual Startup Time", .actualStartupTime), ("Actual Total Time", .actualTotalTime),
        ("Actual Rows", .actualRows), ("Actual Loops", .loops), ("Plans", .plans), ("Workers", .workers),
    ]

    private static let details = [
        "Parallel Aware", "Async Capable", "Strategy", "Partial Mode", "Scan Direction", "Filter", "Index Cond",
        "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter", "One-Time Filter", "TID Cond", "Order By",
        "Rows Removed by Filter", "Rows Removed by Index Recheck", "Rows Removed by Join Filter",
        "Rows Removed by Conflict Filter", "Heap Fetches", "Exact Heap Blocks", "Lossy Heap Blocks", "Sort Key",
        "Presorted Key", "Group Key", "Sort Method", "Sort Space Used", "Sort Space Type", "Hash Buckets",
        "Original Hash Buckets", "Hash Batches", "Original Hash Batches", "Peak Memory Usage", "HashAgg Batches",
        "Planned Partitions", "Disk Usage", "Inner Unique", "Single Copy", "Subplan Name", "CTE Name", "Function Name",
        "Operation", "Command", "Cache Key", "Cache Mode", "Cache Hits", "Cache Misses", "Cache Evictions",
        "Cache Overflows", "Workers Planned", "Workers Launched", "Subplans Removed", "Output", "Shared Hit Blocks",
        "Shared Read Blocks", "Shared Dirtied Blocks", "Shared Written Blocks", "Local Hit Blocks",
        "Local Read Blocks", "Local Dirtied Blocks", "Local Written Blocks", "Temp Read Blocks",
        "Temp Written Blocks", "I/O Read Time", "I/O Write Time", "Temp I/O Read Time", "Temp I/O Write Time",
        "Shared I/O Read Time", "Shared I/O Write Time", "Local I/O Read Time", "Local I/O Write Time", "WAL Records",
        "WAL FPI", "WAL Bytes", "WAL Buffers Full", "Disabled", "Index Searches", "Storage", "Maximum Storage",
    ]
}
