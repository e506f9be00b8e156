import JSONTape
import Model

/// A snapshot as JSON: sorted keys, one list of columns a section, rows as arrays in that order.
struct SnapshotEncoder {
    let snapshot: Snapshot
    /// Holds rows of sections that the snapshot has none of.
    var spool: SnapshotSpool?

    func json() -> [UInt8] {
        var bytes: [UInt8] = []
        write { (part: [UInt8]) throws(Never) in bytes += part }
        return bytes
    }

    /// Part by part: the whole is several times as large as the largest section.
    func write<Failure: Error>(_ take: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        var writer = JSONWriter(capacity: 1 << 20)
        try writer.object { writer throws(Failure) in
            writer.member("collected_at", snapshot.collectedAt)
            writer.member("duration", snapshot.duration)
            writer.member("redacted", snapshot.redacted)
            writer.member("schema_version", Snapshot.schemaVersion)
            writer.key("sections")
            try writer.object { writer throws(Failure) in
                for name in Set(snapshot.sections.keys).union(spool?.names ?? []).sorted() {
                    try write(name, to: &writer, take)
                }
            }
            writer.member("server_version", snapshot.serverVersion)
            writeTarget(to: &writer)
            writeUnreadable(to: &writer)
        }
        try take(writer.drain())
    }

    private func writeTarget(to writer: inout JSONWriter) {
        writer.memberObject("target") { writer in
            writer.member("database", snapshot.target.database)
            writer.member("host", snapshot.target.host)
            writer.member("name", snapshot.target.name)
            writer.member("port", snapshot.target.port)
            writer.member("system_identifier", snapshot.target.systemIdentifier)
        }
    }

    private func writeUnreadable(to writer: inout JSONWriter) {
        writer.memberArray("unreadable") { writer in
            for item in snapshot.unreadable {
                writer.object { writer in
                    writer.member("object", item.object)
                    writer.member("reason", item.reason)
                    writer.member("remedy", item.remedy)
                    writer.member("section", item.section)
                }
            }
        }
    }

    private func write<Failure: Error>(
        _ name: String, to writer: inout JSONWriter, _ take: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        let section = snapshot.sections[name]
        guard let shape = spool?.shape(of: name) ?? section?.shape else { return }
        writer.key(name)
        try writer.object { writer throws(Failure) in
            writer.memberArray("columns") { writer in
                for column in shape.columns { writer.value(column.name) }
            }
            writer.key("rows")
            try writer.array { writer throws(Failure) in
                if let spool, spool.shape(of: name) != nil {
                    try take(writer.drain())
                    var place = 0
                    while let part = spool.part(of: name, from: place) {
                        try take(part)
                        place += part.count
                    }
                } else if let section {
                    for row in 0..<section.count {
                        Self.write(section, row, to: &writer)
                        if writer.bytes.count > 1 << 20 { try take(writer.drain()) }
                    }
                }
            }
        }
    }

    /// The rows of a section as the elements of an array.
    static func rows(_ section: Section) -> [UInt8] {
        var writer = JSONWriter()
        writer.array { writer in
            for row in 0..<section.count { write(section, row, to: &writer) }
        }
        return Array(writer.bytes.dropFirst().dropLast())
    }

    private static func write(_ section: Section, _ row: Int, to writer: inout JSONWriter) {
        writer.array { writer in
            for column in section.columns { write(column, row, to: &writer) }
        }
    }

    private static func write(_ column: ColumnValues, _ row: Int, to writer: inout JSONWriter) {
        switch column {
        case .integers(let values): values[row].write(to: &writer)
        case .reals(let values): values[row].write(to: &writer)
        case .texts(let values): values[row].write(to: &writer)
        case .booleans(let values): values[row].write(to: &writer)
        }
    }
}
