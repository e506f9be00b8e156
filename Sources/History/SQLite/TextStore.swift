import Foundation
import GRDB
import Model

/// Sections of large texts: each distinct row is stored once for a target, and a snapshot refers to its rows.
///
/// A plan differs from the one before it in a few figures: a row is compressed against the first that was stored with
/// its key, as long as that pays.
struct TextStore {
    let frames: FrameStore
    private var db: Database { frames.db }

    init(_ frames: FrameStore) { self.frames = frames }

    /// The rows of a section by reference, as a section of its own, kept in frames like any other.
    static let references = SectionShape(
        "references", .catalog, "Rows of texts that a snapshot has",
        [
            .key("hash_high", .integer, "of the row"),
            .key("hash_low", .integer, "of the row"),
            .fact("text", .integer, "its number in texts"),
        ])

    func write(_ section: Section, target: Int64, to chain: Chain, at snapshot: Int64) throws {
        let hash = ContentHash(section).data
        if try frames.latestHash(chain) == hash { return }
        let before = try frames.state(chain, at: snapshot)
        let hashes = (0..<section.count).map { ContentHash(section, row: $0) }
        let known = before?.rows.section(Self.references) ?? Section(Self.references)
        let match = RowMatch(from: known, to: Self.references(hashes, texts: hashes.map { _ in nil }))
        let knownTexts = known.integers("text")
        let texts = try match.earlier.enumerated().map { row, earlier in
            if earlier >= 0, let text = knownTexts[earlier] { return text }
            return try text(section, row, hashes[row], target: target, section: chain.section)
        }
        try frames.write(
            PackedRows(Self.references(hashes, texts: texts)), after: before, earlier: match.earlier, hash: hash,
            to: chain, at: snapshot)
    }

    func read(_ shape: SectionShape, _ chain: Chain, at snapshot: Int64) throws -> Section? {
        guard let state = try frames.state(chain, at: snapshot) else { return nil }
        var section = Section(shape)
        for text in state.rows.section(Self.references).integers("text") {
            guard let text else { throw DamagedBytes() }
            let rows = try row(text).section(shape)
            section.append(rows.columns.map { $0[0] })
        }
        return section
    }

    private static func references(_ hashes: [ContentHash], texts: [Int64?]) -> Section {
        Section(
            references,
            columns: [
                .integers(hashes.map { Int64(bitPattern: $0.high) }),
                .integers(hashes.map { Int64(bitPattern: $0.low) }), .integers(texts),
            ], count: hashes.count)
    }

    // MARK: Rows

    /// The number of a row; it is stored where it was not.
    private func text(
        _ section: Section, _ row: Int, _ hash: ContentHash, target: Int64, section number: Int64
    ) throws -> Int64 {
        let known = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM texts WHERE target = ? AND section = ? AND hash = ?"),
            arguments: [target, number, hash.data])
        if let known { return known }
        let rows = PackedRows(section).picking([row])
        let layout = try frames.layoutID(rows.layout, of: number)
        let subject = Self.subject(section, row)
        let bytes = Frame.bytes(rows)
        var content = Compression.pack(bytes)
        var base: Int64?
        if let candidate = try self.base(target, number, subject) {
            let packed = Compression.pack(bytes, dictionary: try self.bytes(candidate))
            if packed.count < content.count / 2 {
                content = packed
                base = candidate
            }
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO texts (target, section, layout, subject, hash, base, content) VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [target, number, layout, subject, hash.data, base, Data(content)])
        return db.lastInsertedRowID
    }

    private static func subject(_ section: Section, _ row: Int) -> Int64 {
        var hash = ContentHash()
        hash.combine(section.key(of: row))
        return Int64(bitPattern: hash.low)
    }

    /// The latest row of a key that is compressed against no other.
    private func base(_ target: Int64, _ section: Int64, _ subject: Int64) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT max(id) FROM texts WHERE target = ? AND section = ? AND subject = ? AND base IS NULL
                    """), arguments: [target, section, subject])
    }

    private func row(_ id: Int64) throws -> PackedRows {
        let layout = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT layout FROM texts WHERE id = ?"), arguments: [id])
        guard let layout else { throw DamagedBytes() }
        let rows = try Frame.rows(bytes: try bytes(id), layout: try frames.layout(layout))
        guard rows.count == 1 else { throw DamagedBytes() }
        return rows
    }

    /// - Parameter isBase: another text is compressed against this one, which then is compressed against none.
    private func bytes(_ id: Int64, isBase: Bool = false) throws -> [UInt8] {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT base, content FROM texts WHERE id = ?"), arguments: [id])
        guard let row else { throw DamagedBytes() }
        let base = try row.decode(Int64?.self, atIndex: 0)
        let content = try row.decode(Data.self, atIndex: 1)
        guard let base else { return try Compression.unpack([UInt8](content)) }
        guard !isBase else { throw DamagedBytes() }
        return try Compression.unpack([UInt8](content), dictionary: try bytes(base, isBase: true))
    }

    // MARK: Removing

    /// Removes the rows of a target that no frame refers to.
    func removeUnreferenced(target: Int64) throws {
        let sections = try Int64.fetchAll(
            db, sql: "SELECT DISTINCT section FROM texts WHERE target = ?", arguments: [target])
        for section in sections {
            let used = try references(target: target, section: section)
            let all = try Row.fetchAll(
                db, sql: "SELECT id, base FROM texts WHERE target = ? AND section = ?", arguments: [target, section]
            ).map { (id: try $0.decode(Int64.self, atIndex: 0), base: try $0.decode(Int64?.self, atIndex: 1)) }
            let bases = Set(all.compactMap { used.contains($0.id) ? $0.base : nil })
            for id in all.map(\.id) where !used.contains(id) && !bases.contains(id) {
                try db.cachedStatement(sql: "DELETE FROM texts WHERE id = ?").execute(arguments: [id])
            }
        }
    }

    private func references(target: Int64, section: Int64) throws -> Set<Int64> {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT layout, is_whole, content FROM frames
                WHERE section = ? AND lineage IN (SELECT lineage FROM snapshots WHERE target = ?)
                ORDER BY lineage, snapshot
                """, arguments: [section, target])
        var used: Set<Int64> = []
        var state: ChainState?
        while let row = try rows.next() {
            let next = try frames.next(after: state, row)
            used.formUnion(next.rows.section(Self.references).integers("text").compactMap(\.self))
            state = next
        }
        return used
    }
}
