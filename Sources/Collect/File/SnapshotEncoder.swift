import JSONTape
import Model

/// A snapshot as JSON: sorted keys, one list of columns a section, rows as arrays in that order.
struct SnapshotEncoder {
    let snapshot: Snapshot

    func json() -> [UInt8] {
        var writer = JSONWriter(capacity: 1 << 20)
        writer.object { writer in
            writer.member("collected_at", snapshot.collectedAt)
            writer.member("duration", snapshot.duration)
            writer.member("redacted", snapshot.redacted)
            writer.member("schema_version", Snapshot.schemaVersion)
            writer.memberObject("sections") { writer in
                for (name, section) in snapshot.sections.sorted(by: { $0.key < $1.key }) {
                    writer.memberObject(name) { write(section, to: &$0) }
                }
            }
            writer.member("server_version", snapshot.serverVersion)
            writer.memberObject("target") { writer in
                writer.member("database", snapshot.target.database)
                writer.member("host", snapshot.target.host)
                writer.member("name", snapshot.target.name)
                writer.member("port", snapshot.target.port)
                writer.member("system_identifier", snapshot.target.systemIdentifier)
            }
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
        return writer.bytes
    }

    private func write(_ section: Section, to writer: inout JSONWriter) {
        writer.memberArray("columns") { writer in
            for column in section.shape.columns { writer.value(column.name) }
        }
        writer.memberArray("rows") { writer in
            for row in 0..<section.count {
                writer.array { writer in
                    for column in section.columns { write(column, row, to: &writer) }
                }
            }
        }
    }

    private func write(_ column: ColumnValues, _ row: Int, to writer: inout JSONWriter) {
        switch column {
        case .integers(let values): values[row].write(to: &writer)
        case .reals(let values): values[row].write(to: &writer)
        case .texts(let values): values[row].write(to: &writer)
        case .booleans(let values): values[row].write(to: &writer)
        }
    }
}
