import Model

/// The bytes of one state of a section: whole, or as what changed since the state before.
enum Frame {
    /// More values than any section has: a bound on the memory that damaged bytes can make us reserve.
    private static let maximumValues = 20_000_000

    private static func maximumRows(_ layout: [StoredColumn]) -> Int { maximumValues / max(layout.count, 1) }

    // MARK: Whole

    static func whole(_ rows: PackedRows) -> [UInt8] { Compression.pack(bytes(rows)) }

    static func rows(whole bytes: [UInt8], layout: [StoredColumn]) throws(DamagedBytes) -> PackedRows {
        try rows(bytes: try Compression.unpack(bytes), layout: layout)
    }

    /// The same before it is compressed.
    static func bytes(_ rows: PackedRows) -> [UInt8] {
        var writer = ByteWriter()
        writer.count(rows.count)
        for column in rows.columns { ColumnCoding.write(column, before: nil, to: &writer) }
        return writer.bytes
    }

    static func rows(bytes: [UInt8], layout: [StoredColumn]) throws(DamagedBytes) -> PackedRows {
        var reader = ByteReader(bytes)
        let count = try reader.count(limit: maximumRows(layout))
        var columns: [ColumnValues] = []
        for column in layout {
            columns.append(try ColumnCoding.read(column.type, count: count, before: nil, from: &reader))
        }
        guard reader.isAtEnd else { throw DamagedBytes() }
        return PackedRows(layout: layout, columns: columns, count: count)
    }

    // MARK: Changes

    /// What turns `before` into `rows`; nil where they are the same.
    ///
    /// First the rows in their new order, as runs of old ones and of new ones: that tells the vanished, too. Then the
    /// old rows of which any value changed, column by column against what they held; then the new rows.
    ///
    /// - Parameter earlier: parallel to `rows`: the row of `before` that each continues, or -1.
    static func changes(from before: PackedRows, to rows: PackedRows, earlier: [Int]) -> [UInt8]? {
        let changed = changedRows(from: before, to: rows, earlier: earlier)
        let inOrder = before.count == rows.count && earlier.enumerated().allSatisfy { $0 == $1 }
        if inOrder && changed.isEmpty { return nil }
        var writer = ByteWriter()
        writer.count(before.count)
        writer.count(rows.count)
        RowRun.write(earlier, to: &writer)
        writeAscending(changed, to: &writer)
        let old = changed.map { earlier[$0] }
        let new = earlier.indices.filter { earlier[$0] < 0 }
        for (column, columnBefore) in zip(rows.columns, before.columns) {
            ColumnCoding.write(column.picking(changed), before: columnBefore.picking(old), to: &writer)
            if !new.isEmpty { ColumnCoding.write(column.picking(new), before: nil, to: &writer) }
        }
        return Compression.pack(writer.bytes)
    }

    static func rows(changes bytes: [UInt8], since before: PackedRows) throws(DamagedBytes) -> PackedRows {
        var reader = ByteReader(try Compression.unpack(bytes))
        guard try reader.varint() == UInt64(before.count) else { throw DamagedBytes() }
        let count = try reader.count(limit: maximumRows(before.layout))
        let earlier = try RowRun.read(count, of: before.count, from: &reader)
        let changed = try readAscending(below: count, from: &reader)
        guard changed.allSatisfy({ earlier[$0] >= 0 }) else { throw DamagedBytes() }
        let old = changed.map { earlier[$0] }
        let new = earlier.indices.filter { earlier[$0] < 0 }
        let inOrder = count == before.count && earlier.enumerated().allSatisfy { $0 == $1 }
        var columns: [ColumnValues] = []
        for (column, columnBefore) in zip(before.layout, before.columns) {
            var values = inOrder ? columnBefore : columnBefore.following(earlier)
            values.put(
                try ColumnCoding.read(
                    column.type, count: changed.count, before: columnBefore.picking(old), from: &reader),
                at: changed)
            if !new.isEmpty {
                values.put(try ColumnCoding.read(column.type, count: new.count, before: nil, from: &reader), at: new)
            }
            columns.append(values)
        }
        guard reader.isAtEnd else { throw DamagedBytes() }
        return PackedRows(layout: before.layout, columns: columns, count: count)
    }

    private static func changedRows(from before: PackedRows, to rows: PackedRows, earlier: [Int]) -> [Int] {
        var changed = Array(repeating: false, count: rows.count)
        for (column, columnBefore) in zip(rows.columns, before.columns) {
            column.markChanges(since: columnBefore, earlier: earlier, in: &changed)
        }
        return changed.indices.filter { changed[$0] }
    }

    private static func writeAscending(_ values: [Int], to writer: inout ByteWriter) {
        writer.count(values.count)
        var next = 0
        for value in values {
            writer.count(value - next)
            next = value + 1
        }
    }

    private static func readAscending(
        below limit: Int, from reader: inout ByteReader
    ) throws(DamagedBytes) -> [Int] {
        let count = try reader.count(limit: limit)
        var result: [Int] = []
        result.reserveCapacity(count)
        var next = 0
        for _ in 0..<count {
            let value = next + (try reader.count(limit: limit))
            guard value < limit else { throw DamagedBytes() }
            result.append(value)
            next = value + 1
        }
        return result
    }
}

/// Rows that follow each other in the old state and in the new one, or new rows that follow each other.
private enum RowRun {
    static func write(_ earlier: [Int], to writer: inout ByteWriter) {
        var expected = 0
        var row = 0
        while row < earlier.count {
            let start = row
            let first = earlier[row]
            row += 1
            while row < earlier.count, first < 0 ? earlier[row] < 0 : earlier[row] == first + row - start { row += 1 }
            writer.varint(UInt64(row - start) << 1 | (first < 0 ? 1 : 0))
            if first >= 0 {
                writer.varint(Int64(first - expected).zigzag)
                expected = first + row - start
            }
        }
    }

    static func read(_ count: Int, of old: Int, from reader: inout ByteReader) throws(DamagedBytes) -> [Int] {
        var result: [Int] = []
        var expected = 0
        while result.count < count {
            let head = try reader.varint()
            guard head >> 1 > 0, head >> 1 <= UInt64(count - result.count) else { throw DamagedBytes() }
            let length = Int(head >> 1)
            if head & 1 == 1 {
                result.append(contentsOf: repeatElement(-1, count: length))
                continue
            }
            let (first, overflow) = expected.addingReportingOverflow(Int(Int64(zigzag: try reader.varint())))
            guard !overflow, first >= 0, first <= old - length else { throw DamagedBytes() }
            result.append(contentsOf: first..<first + length)
            expected = first + length
        }
        return result
    }
}

extension ColumnValues {
    /// Marks the rows whose value differs, bit by bit, from that of the row they continue.
    fileprivate func markChanges(since before: ColumnValues, earlier: [Int], in changed: inout [Bool]) {
        func mark<Element>(_ new: [Element?], _ old: [Element?], _ same: (Element, Element) -> Bool) {
            for (row, previous) in earlier.enumerated() where previous >= 0 && !changed[row] {
                switch (old[previous], new[row]) {
                case (nil, nil): break
                case (let a?, let b?): changed[row] = !same(a, b)
                default: changed[row] = true
                }
            }
        }
        switch (self, before) {
        case (.integers(let new), .integers(let old)): mark(new, old, ==)
        case (.reals(let new), .reals(let old)): mark(new, old) { $0.bitPattern == $1.bitPattern }
        case (.texts(let new), .texts(let old)): mark(new, old) { $0.hasBytes(of: $1) }
        case (.booleans(let new), .booleans(let old)): mark(new, old, ==)
        default: for row in changed.indices { changed[row] = true }
        }
    }

    /// The values in a new order; null where a row is new.
    fileprivate func following(_ earlier: [Int]) -> ColumnValues {
        switch self {
        case .integers(let values): .integers(earlier.map { $0 < 0 ? nil : values[$0] })
        case .reals(let values): .reals(earlier.map { $0 < 0 ? nil : values[$0] })
        case .texts(let values): .texts(earlier.map { $0 < 0 ? nil : values[$0] })
        case .booleans(let values): .booleans(earlier.map { $0 < 0 ? nil : values[$0] })
        }
    }

    fileprivate mutating func put(_ values: ColumnValues, at rows: [Int]) {
        func replace<Element>(_ column: inout [Element?], _ new: [Element?]) {
            for (position, row) in rows.enumerated() { column[row] = new[position] }
        }
        switch (self, values) {
        case (.integers(var column), .integers(let new)):
            self = .integers([])
            replace(&column, new)
            self = .integers(column)
        case (.reals(var column), .reals(let new)):
            self = .reals([])
            replace(&column, new)
            self = .reals(column)
        case (.texts(var column), .texts(let new)):
            self = .texts([])
            replace(&column, new)
            self = .texts(column)
        case (.booleans(var column), .booleans(let new)):
            self = .booleans([])
            replace(&column, new)
            self = .booleans(column)
        default: break
        }
    }
}
