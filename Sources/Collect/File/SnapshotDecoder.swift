import JSONTape
import Model

/// Reads what `SnapshotEncoder` and its forerunners wrote. Sections and columns are matched by name: what this version
/// does not know is passed over, what an older one did not write is null.
struct SnapshotDecoder {
    /// For messages.
    let path: String

    func snapshot(_ bytes: [UInt8]) throws(SnapshotFileError) -> Snapshot {
        if let format = Self.compressions.first(where: { bytes.starts(with: $0.start) }) {
            throw .compressed(path, format.name)
        }
        let tape: JSONTape
        do { tape = try JSONTape(bytes) } catch { throw .broken(path, "\(error)") }
        let root = tape.root
        guard let version = root["schema_version"]?.int, let target = root["target"],
            let sections = root["sections"], sections.kind == .object
        else { throw .notASnapshot(path, "it lacks schema_version, target or sections") }
        guard version <= Snapshot.schemaVersion else { throw .tooNew(path, version) }
        guard let collectedAt = root["collected_at"]?.double, let serverVersion = root["server_version"]?.int else {
            throw .notASnapshot(path, "it lacks collected_at or server_version")
        }
        var snapshot = Snapshot(
            target: identity(target), collectedAt: collectedAt.bounded,
            duration: (root["duration"]?.double ?? 0).bounded,
            serverVersion: serverVersion, redacted: root["redacted"]?.bool ?? false)
        for (key, value) in sections.members {
            guard let name = key.string, let shape = SectionShape.named(name) else { continue }
            snapshot[shape] = try section(value, shape)
        }
        snapshot.unreadable = root["unreadable"]?.elements.map(unreadable) ?? []
        return snapshot.withClearNames
    }

    /// How the files of the usual programs begin.
    private static let compressions: [(name: String, start: [UInt8])] = [
        ("gzip", [0x1F, 0x8B]), ("zstd", [0x28, 0xB5, 0x2F, 0xFD]), ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A]),
        ("bzip2", [0x42, 0x5A, 0x68]), ("lz4", [0x04, 0x22, 0x4D, 0x18]),
    ]

    private func identity(_ value: JSONValue) -> TargetIdentity {
        TargetIdentity(
            name: value["name"]?.string ?? "", host: value["host"]?.string ?? "", port: value["port"]?.int ?? 0,
            database: value["database"]?.string ?? "", systemIdentifier: value["system_identifier"]?.string)
    }

    private func unreadable(_ value: JSONValue) -> Unreadable {
        Unreadable(
            section: value["section"]?.string ?? "", object: value["object"]?.string,
            reason: value["reason"]?.string ?? "", remedy: value["remedy"]?.string)
    }

    private func section(_ value: JSONValue, _ shape: SectionShape) throws(SnapshotFileError) -> Section {
        guard let names = value["columns"], let rows = value["rows"], names.kind == .array, rows.kind == .array else {
            throw .broken(path, "section \(shape.name) has no columns or no rows")
        }
        var seen: Set<Int> = []
        // A column that comes twice counts once.
        let targets = names.elements.map { name in
            name.string.flatMap(shape.position).flatMap { seen.insert($0).inserted ? $0 : nil }
        }
        var builders = shape.columns.map { ColumnBuilder($0.type) }
        var count = 0
        for row in rows.elements {
            for (value, target) in zip(row.elements, targets) {
                if let target { builders[target].append(value) }
            }
            count += 1
            for position in builders.indices { builders[position].fill(to: count) }
        }
        return Section(shape, columns: builders.map(\.values), count: count)
    }
}

extension ColumnBuilder {
    /// Appends a JSON value; one of another type than the column's is null, and so is a text that no server can hold.
    mutating func append(_ value: JSONValue) {
        switch type {
        case .integer: integers.append(value.int.map(Int64.init))
        case .real, .time: reals.append(value.double?.bounded)
        case .text, .json: texts.append(value.string.flatMap { $0.utf8.contains(0) ? nil : $0 })
        case .boolean: booleans.append(value.bool)
        }
    }
}
