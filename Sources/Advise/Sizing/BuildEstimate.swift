import Foundation
import Model

/// How long CREATE INDEX takes, roughly: reading the table, making and sorting entries, writing them.
///
/// Times of processors as measured on PostgreSQL 15 with all in memory, without parallel workers (scripts/bench/sizes compares
/// with real builds): lineitem of TPC-H (6 million rows) and a table of 200,000 rows with columns of many types.
enum BuildEstimate {
    /// Of a table: from memory it is three times as fast, from a network's disk slower.
    private static let readBytesPerSecond = 1e9
    private static let writeBytesPerSecond = 500e6

    /// - Parameter concurrently: it reads the table once more and looks for each row whether the index has it.
    static func seconds(_ candidate: CandidateIndex, _ table: TargetTable, concurrently: Bool) -> Double {
        let reading = table.pages * 8192 / readBytesPerSecond
        let writing = Double(candidate.pages) * 8192 / writeBytesPerSecond
        let validating = concurrently ? reading + candidate.entries * 0.2e-6 : 0
        return reading + entries(candidate, table) + writing + validating
    }

    private static func entries(_ candidate: CandidateIndex, _ table: TargetTable) -> Double {
        let definition = candidate.definition
        let column = definition.keys.first.flatMap(table.subject)
        switch definition.method {
        case "gin":
            return definition.keys.reduce(0) { $0 + keys(of: $1, table) }
        case "gist", "spgist":
            // Points are sorted (PostgreSQL 14 and later), others find their place one by one; ranges overlap.
            if column?.typeName == "point" { return candidate.entries * 1.5e-6 }
            return candidate.entries * (column?.category == "R" ? 10e-6 : 4e-6)
        case "brin": return table.presentRows * 0.1e-6
        case "hash": return candidate.entries * 1.1e-6
        default:
            // Comparisons of a sort, of texts and numbers of any length at twice the price.
            let isFixed = column.flatMap { TypeStorage.of($0.typeName).length } != nil
            return candidate.entries * log2(max(2, candidate.entries)) * (isFixed ? 0.03e-6 : 0.06e-6)
        }
    }

    /// Each row in each list, each different key, and taking texts apart.
    private static func keys(of key: IndexDefinition.Key, _ table: TargetTable) -> Double {
        let content = GINContent(key, table, rows: table.presentRows)
        return content.postings * (key.column == nil ? 1.2e-6 : 0.25e-6) + content.keys * 1.5e-6
    }
}
