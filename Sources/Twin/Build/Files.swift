import Model
import Postgres

extension TwinBuild {
    /// What every file of a table or an index is to become.
    ///
    /// - Parameter spares: by index, the file of another whose leaf it is to take over.
    mutating func files(_ connection: Connection, _ spares: [Int64: String]) async throws -> [RelationFile] {
        let rows = try await connection.query(
            """
            SELECT c.oid, pg_relation_filepath(c.oid) AS path, m.amname AS method, i.indrelid AS table_oid,
              coalesce((SELECT option_value::int FROM pg_options_to_table(c.reloptions)
                WHERE option_name = 'pages_per_range'), 128) AS pages_per_range
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am m ON m.oid = c.relam
            LEFT JOIN pg_index i ON i.indexrelid = c.oid
            WHERE c.relkind IN ('r', 'm', 'i') AND n.nspname NOT LIKE 'pg\\_%'
              AND n.nspname NOT IN ('information_schema', '\(Self.spareSchema)')
            """)
        let figures = RelationFigures(snapshot)
        let candidates = try await candidateFigures(connection)
        let probes = IndexProbes(snapshot[.indexProbes])
        let all: [RelationFile] = try rows.compactMap { row in
            let oid = Int64(try row.decode("oid", as: Int.self))
            let candidate = candidates[oid]
            guard let pages = candidate?.pages ?? figures.pages[oid],
                let path = try row.decode("path", as: String?.self)
            else { return nil }
            let table = try row.decode("table_oid", as: Int?.self).map { figures.pages[Int64($0)] ?? 0 }
            let kind: RelationFile.Kind =
                switch try row.decode("method", as: String.self) {
                case "btree":
                    .btree(
                        height: candidate?.height ?? probes.heights[oid] ?? Self.usualHeight(pages: pages),
                        leafFrom: spares[oid])
                case "gin": .gin(metapage: probes.metapages[oid])
                case "brin":
                    .brin(ranges: Self.divide(table ?? 0, by: Int64(try row.decode("pages_per_range", as: Int.self))))
                default: .plain
                }
            return RelationFile(path: path, pages: pages, kind: kind)
        }
        let (files, cut) = RelationFile.fitting(all)
        if cut > 0 {
            uncertainties.append(
                "\(Format.plural(cut, "relation")) count for 1 GB: all together are larger than \(RelationFile.mostSegments / 1_024) TB."
            )
        }
        return files
    }

    /// A page holds some 280 downlinks of middling keys.
    private static func usualHeight(pages: Int64) -> Int {
        var height = 0
        var reach: Int64 = 1
        while reach < pages - 1 {
            reach *= 280
            height += 1
        }
        return height
    }

    private static func divide(_ count: Int64, by size: Int64) -> Int64 { (count + size - 1) / max(size, 1) }
}

/// What the snapshot knows of the inside of indexes.
struct IndexProbes {
    private(set) var heights: [Int64: Int] = [:]
    private(set) var metapages: [Int64: [UInt8]] = [:]

    init(_ section: Section) {
        for row in 0..<section.count {
            guard let oid = section[row, "index_oid"].integer else { continue }
            heights[oid] = section[row, "tree_height"].integer.map { Int($0) }
            metapages[oid] = section[row, "metapage"].text.flatMap(Self.bytes)
        }
    }

    private static func bytes(_ hexadecimal: String) -> [UInt8]? {
        let digits = Array(hexadecimal.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { at in
            UInt8(String(decoding: digits[at...at + 1], as: UTF8.self), radix: 16) ?? 0
        }
    }
}
