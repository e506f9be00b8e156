import Foundation
import Model

/// `V2__name.sql`, `U2__name.sql` to take it back, and `V2__name.sql.conf` beside a file for its own settings.
struct FlywayLayout: FrameworkLayout {
    let sign = "V2__name.sql"
    static let marker = "executeInTransaction=false"

    func recognises(_ folder: MigrationFolder) -> Bool { folder.entries.contains { Self.parts($0, kind: "V") != nil } }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        var files: [MigrationFile] = []
        for entry in folder.sqlFiles() {
            guard let (version, name) = Self.parts(entry, kind: "V") else { continue }
            let undo = folder.sqlFiles().first { Self.parts($0, kind: "U")?.version == version }
            files.append(
                MigrationFile(
                    version: version, name: name, key: Self.numbers(version).joined(separator: "."),
                    up: part(entry, folder), down: undo == nil ? nil : part(undo ?? "", folder)))
        }
        return MigrationSource(
            framework: .flyway, directory: folder.path, files: files.sorted(by: precedes) + repeatable(folder))
    }

    /// `R__name.sql`, by name after all that have a version.
    private func repeatable(_ folder: MigrationFolder) -> [MigrationFile] {
        folder.sqlFiles().filter { $0.hasPrefix("R__") }.map { entry in
            let stem = String(entry.dropLast(4))
            var file = MigrationFile(version: stem, name: String(stem.dropFirst(3)), up: part(entry, folder))
            file.isRepeatable = true
            return file
        }
    }

    /// Number by number, as Flyway compares: 1_9 comes before 1_10.
    func precedes(_ left: MigrationFile, _ right: MigrationFile) -> Bool {
        Self.numbers(left.version).lexicographicallyPrecedes(Self.numbers(right.version)) {
            ($0.utf8.count, $0) < ($1.utf8.count, $1)
        }
    }

    /// Without leading zeros, and without zeros at the end: to Flyway 1 and 1.0 are one version.
    private static func numbers(_ version: String) -> [String] {
        var numbers = version.split { "._".contains($0) }.map { MigrationFile.numericKey(String($0)) }
        while numbers.count > 1, numbers.last == "0" { numbers.removeLast() }
        return numbers
    }

    private func part(_ name: String, _ folder: MigrationFolder) -> MigrationPart {
        let text = folder.script(name)
        guard folder.has(name + ".conf") else { return text.part(.transaction) }
        let settings = folder.script(name + ".conf")
        let isMarked = settings.sql.split(whereSeparator: \.isNewline)
            .contains { $0.filter { !$0.isWhitespace } == Self.marker }
        var part = isMarked ? text.part(.statements, marker: Self.marker) : text.part(.transaction)
        part.problem = part.problem ?? settings.problem
        return part
    }

    static func parts(_ name: String, kind: Character) -> (version: String, name: String)? {
        guard name.first == kind, name.hasSuffix(".sql"), let cut = name.range(of: "__") else { return nil }
        let version = name[name.index(after: name.startIndex)..<cut.lowerBound]
        guard version.first?.isNumber == true, version.allSatisfy({ $0.isNumber || "._".contains($0) }) else {
            return nil
        }
        return (String(version), String(name[cut.upperBound...].dropLast(4)))
    }
}

extension FlywayLayout {
    var versions: VersionSequence.Style { .number(width: 1) }

    func files(
        for drafts: [MigrationDraft], after source: MigrationSource, in folder: MigrationFolder,
        versions: VersionSequence, now: Date
    ) throws(MigrationError) -> LayoutOutput {
        var versions = versions
        var output = LayoutOutput()
        for draft in drafts {
            let stem = "\(versions.take())__\(draft.name).sql"
            let up = StagedFile(path: folder.path("V" + stem), text: draft.comment() + draft.upSQL, role: .up)
            let down = StagedFile(
                path: folder.path("U" + stem), text: "-- Takes back \(draft.name).\n" + draft.downSQL, role: .down)
            output.add(up: up, down: down, reversible: !draft.down.isEmpty)
            for file in [up, down] {
                var settings = draft.runsOutsideTransaction ? Self.marker + "\n" : ""
                // Flyway would take `${name}` in a statement for a placeholder of its own.
                if file.text.holdsScalars("${") { settings += "placeholderReplacement=false\n" }
                if !settings.isEmpty { output.files.append(StagedFile(path: file.path + ".conf", text: settings)) }
            }
        }
        if drafts.contains(where: \.runsOutsideTransaction) {
            output.notes.append(
                "Flyway's own lock blocks CREATE INDEX CONCURRENTLY: set flyway.postgresql.transactional.lock=false.")
        }
        return output
    }
}
