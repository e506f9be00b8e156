import Foundation
import Model

/// How long CREATE INDEX takes: reading the table, making and sorting entries, writing them.
///
/// Processor times lie between two sets tried on a busy machine with scripts/bench/sizes (two cores, PostgreSQL 15 and its default of
/// two parallel workers, tables of 24,000 to 200,000 rows). On an idle one they are 1.18 times too long at the median, half of
/// them between 0.96 and 1.44.
struct BuildEstimate {
    /// Blocks that memory is set aside for: shared_buffers.
    private(set) var cachedPages = 16_384.0
    /// Bytes that a sort may take in memory: maintenance_work_mem.
    private(set) var sortBytes = 64.0 * 1_048_576

    private static let pageInMemory = 1.2e-6
    /// What exceeds shared_buffers comes from the system's cache or from a disk, at about 1 GB a second.
    private static let pageFromDisk = 8e-6
    private static let rowVisit = 0.12e-6
    private static let bytesPerSecond = 500e6

    /// - Parameter concurrently: it reads the table once more and looks for each row whether the index has it.
    func seconds(_ candidate: CandidateIndex, _ table: TargetTable, concurrently: Bool) -> Double {
        let bytes = Double(candidate.pages) * 8192
        let validating = concurrently ? reading(table) + candidate.entries * 0.15e-6 : 0
        let isSorted = ["btree", "hash"].contains(candidate.definition.method)
        // Runs of a sort that does not fit are written and read again.
        let spilling = isSorted && bytes > sortBytes ? 2 * bytes / Self.bytesPerSecond : 0
        return reading(table) + Self.entries(candidate, table) + spilling + bytes / Self.bytesPerSecond + validating
    }

    private func reading(_ table: TargetTable) -> Double {
        let cached = min(table.pages, cachedPages)
        return cached * Self.pageInMemory + (table.pages - cached) * Self.pageFromDisk + table.presentRows
            * Self.rowVisit
    }

    private static func entries(_ candidate: CandidateIndex, _ table: TargetTable) -> Double {
        let definition = candidate.definition
        let key = definition.keys.first
        switch definition.method {
        case "gin": return definition.keys.reduce(0) { $0 + keys(of: $1, table) }
        case "gist", "spgist": return candidate.entries * (key.map { placing($0, table) } ?? 0)
        case "brin": return table.presentRows * 0.1e-6
        case "hash": return candidate.entries * 0.4e-6
        default:
            // Comparisons of a sort: numbers and dates by their first eight bytes alone, others by their rules.
            let isFixed = key.flatMap(table.subject).flatMap { TypeStorage.of($0.typeName).length } != nil
            return candidate.entries * log2(max(2, candidate.entries)) * (isFixed ? 0.01e-6 : 0.03e-6)
        }
    }

    /// Finding the place of a value in GiST. Points are sorted (PostgreSQL 14 and later); ranges overlap, so that many places
    /// are looked at.
    private static func placing(_ key: IndexDefinition.Key, _ table: TargetTable) -> Double {
        if key.operatorClass?.contains("trgm") == true { return 4.5e-6 }
        let column = table.subject(of: key)
        if column?.typeName == "point" { return 0.7e-6 }
        return column?.category == "R" ? 8e-6 : 2.5e-6
    }

    /// Each row in each list, each different key, and taking values apart.
    private static func keys(of key: IndexDefinition.Key, _ table: TargetTable) -> Double {
        let content = GINContent(key, table, rows: table.presentRows)
        return content.postings * posting(key, table) + content.keys * 1e-6
    }

    private static func posting(_ key: IndexDefinition.Key, _ table: TargetTable) -> Double {
        guard let column = key.column.flatMap(table.column) else { return 1.1e-6 }
        // Documents are taken apart with their names; trigrams are cut from texts and sorted.
        let isTakenApart = column.typeName == "jsonb" && key.operatorClass == nil || column.category == "S"
        return isTakenApart ? 0.4e-6 : 0.25e-6
    }
}

extension BuildEstimate {
    /// With the target's settings.
    init(_ settings: Section) {
        for row in 0..<settings.count {
            guard let bytes = settings[row, "number"].real else { continue }
            switch settings[row, "name"].text {
            case "shared_buffers": cachedPages = bytes / 8192
            case "maintenance_work_mem": sortBytes = bytes
            default: break
            }
        }
    }
}
