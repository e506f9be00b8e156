import Foundation
import Model
import Synchronization

/// Keeps the rows of large sections out of memory while a target is read: in files without names beside the snapshot's, as they
/// will stand in it. 20,000 tables have 400 MB of statistics.
public final class SnapshotSpool: Sendable {
    private struct Part {
        var shape: SectionShape
        var descriptor: Int32
        var size = 0
    }

    private let path: String
    private let redacts: Bool
    private let parts = Mutex<[String: Part]>([:])

    /// - Parameters:
    ///   - path: of the snapshot that is to be written.
    ///   - redacts: leaves out literals and values, as `Redaction` does.
    public init(beside path: String, redacts: Bool = false) {
        self.path = path
        self.redacts = redacts
    }

    deinit { parts.withLock { parts in parts.values.forEach { close($0.descriptor) } } }

    /// Sections of which nothing else that a collection does needs the rows.
    private static let spooled: Set<String> = [
        SectionShape.columns.name, SectionShape.columnStatistics.name, SectionShape.constraints.name,
        SectionShape.indexDefinitions.name, SectionShape.indexKeys.name, SectionShape.indexProbes.name,
        SectionShape.rawStatistics.name, SectionShape.schemaDump.name,
    ]

    func takes(_ shape: SectionShape) -> Bool { Self.spooled.contains(shape.name) }

    /// Adds rows, without secrets.
    func append(_ section: Section, _ columns: SecretColumns) throws(SnapshotFileError) {
        guard section.count > 0 else { return }
        let clean = redacts ? Redaction.redact(section) : columns.remove(from: SecretRemoval.remove(from: section))
        let rows = SnapshotEncoder.rows(clean)
        try parts.withLock { parts throws(SnapshotFileError) in
            var part: Part
            if let begun = parts[section.shape.name] {
                part = begun
            } else {
                part = Part(shape: section.shape, descriptor: try open())
                parts[section.shape.name] = part
            }
            let bytes = part.size == 0 ? rows : [UInt8(ascii: ",")] + rows
            guard SnapshotFile.writeAll(bytes, to: part.descriptor) else {
                throw .system(.cannotWrite, "write", path, SnapshotFile.lastReason())
            }
            part.size += bytes.count
            parts[section.shape.name] = part
        }
    }

    private func open() throws(SnapshotFileError) -> Int32 {
        let name = "\(path).\(getpid()).rows.tmp"
        let descriptor = Foundation.open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system(.cannotWrite, "write", path, SnapshotFile.lastReason()) }
        unlink(name)
        return descriptor
    }

    var names: [String] { parts.withLock { Array($0.keys) } }

    func shape(of name: String) -> SectionShape? { parts.withLock { $0[name]?.shape } }

    /// Some bytes of a section's rows; nil behind the last.
    func part(of name: String, from place: Int) -> [UInt8]? {
        guard let part = parts.withLock({ $0[name] }), place < part.size else { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: min(1 << 20, part.size - place)) { buffer, count in
            count = max(0, pread(part.descriptor, buffer.baseAddress, buffer.count, off_t(place)))
        }
        return bytes.isEmpty ? nil : bytes
    }
}
