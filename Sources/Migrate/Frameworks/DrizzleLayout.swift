import Foundation
import JSONTape
import Model

/// drizzle-kit 0.31: `NNNN_name.sql` in the order of meta/_journal.json; all pending ones in one transaction.
struct DrizzleLayout: FrameworkLayout {
    let sign = "meta/_journal.json"

    func recognises(_ folder: MigrationFolder) -> Bool { folder.has(sign) }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        var files: [MigrationFile] = []
        var snapshots: [String] = []
        var newest: (tag: String, when: Int)?
        for (tag, when) in folder.has(sign) ? try entries(folder) : [] {
            let numbered = NumberedName(tag)
            let down = "\(tag).down.sql"
            var file = MigrationFile(
                version: numbered?.version ?? tag, name: numbered?.name ?? tag, key: tag,
                up: folder.script("\(tag).sql", namedBy: sign, as: tag).part(.transaction),
                down: folder.has(down) ? folder.script(down).part(.transaction) : nil)
            file.noteMissing()
            let script = "\(tag).concurrently.sql"
            if folder.has(script) { file.up.beforehand = folder.script(script).sql }
            if let newest, let when, when <= newest.when {
                file.oddities.append(
                    FolderOddity(
                        .skipped,
                        "the journal dates \(tag) no later than \(newest.tag): where that has run, drizzle-kit skips it"
                    ))
            } else if let when {
                newest = (tag, when)
            }
            files.append(file)
            let snapshot = "meta/\(numbered?.version ?? tag)_snapshot.json"
            if folder.has(snapshot), snapshots.last != folder.path(snapshot) { snapshots.append(folder.path(snapshot)) }
        }
        return MigrationSource(
            framework: .drizzle, directory: folder.path, files: files, sharesOneTransaction: true,
            schemaFiles: snapshots)
    }

    private func entries(_ folder: MigrationFolder) throws(MigrationError) -> [(tag: String, when: Int?)] {
        let text = try folder.text(sign)
        guard let journal = try? JSONTape(text.sql), let entries = journal.root["entries"], entries.kind == .array
        else {
            throw MigrationError(
                message: "\(text.path) is not a journal of drizzle-kit", remedy: "Restore it from version control")
        }
        let read = entries.elements.compactMap { entry in
            entry["tag"]?.string.map { (index: entry["idx"]?.int ?? 0, tag: $0, when: entry["when"]?.int) }
        }
        return read.sorted { $0.index < $1.index }.map { ($0.tag, $0.when) }
    }
}

extension DrizzleLayout {
    var versions: VersionSequence.Style { .number(width: 4) }

    func files(
        for drafts: [MigrationDraft], after source: MigrationSource, in folder: MigrationFolder,
        versions: VersionSequence, now: Date
    ) throws(MigrationError) -> LayoutOutput {
        var journal = try journal(folder)
        var entries = journal["entries"]?.elements ?? []
        var when = Int(now.timeIntervalSince1970 * 1000)
        var index = 0
        for entry in entries {
            if case .word(let text) = entry["when"] { when = max(when, (Int(text) ?? 0).saturatingSum(1)) }
            if case .word(let text) = entry["idx"] { index = max(index, (Int(text) ?? 0).saturatingSum(1)) }
        }
        var snapshot = try source.schemaFiles.last.map { (path) throws(MigrationError) in
            try Self.json(path, within: folder.path)
        }
        var output = LayoutOutput()
        for draft in drafts {
            let number = String(index)
            let version = String(repeating: "0", count: max(0, 4 - number.count)) + number
            let tag = "\(version)_\(draft.name)"
            output.add(
                up: StagedFile(path: folder.path(tag + ".sql"), text: draft.drizzleSQL, role: .up),
                down: StagedFile(
                    path: folder.path(tag + ".down.sql"),
                    text: "-- Takes back \(draft.name); run it with psql.\n" + draft.script(draft.down), role: .down),
                reversible: !draft.down.isEmpty)
            if let script = draft.concurrentScript {
                output.files.append(StagedFile(path: folder.path(tag + ".concurrently.sql"), text: script))
                output.notes.append("Run before `drizzle-kit migrate`: psql -f \(folder.path(tag)).concurrently.sql")
            }
            if snapshot != nil {
                Self.advance(&snapshot, draft, tag)
                output.files.append(
                    StagedFile(
                        path: folder.path("meta/\(version)_snapshot.json"), text: snapshot?.pretty() ?? ""))
            }
            output.notes += draft.drizzleNotes
            entries.append(
                .object([
                    .init("idx", .word(number)), .init("version", .string("7")), .init("when", .word(String(when))),
                    .init("tag", .string(tag)), .init("breakpoints", .bool(true)),
                ]))
            index += 1
            when += 1
        }
        journal["entries"] = .array(entries)
        output.files.append(StagedFile(path: folder.path(sign), text: journal.pretty() + "\n", replaces: true))
        return output
    }

    private func journal(_ folder: MigrationFolder) throws(MigrationError) -> OrderedJSON {
        guard folder.has(sign) else {
            return .object([
                .init("version", .string("7")), .init("dialect", .string("postgresql")), .init("entries", .array([])),
            ])
        }
        return try Self.json(folder.path(sign), within: folder.path)
    }

    static func json(_ path: String, within folder: String) throws(MigrationError) -> OrderedJSON {
        let text = try FileText(path, within: folder)
        guard let tape = try? JSONTape(text.sql) else {
            throw MigrationError(message: "\(path) is not JSON", remedy: "Restore it from version control")
        }
        return OrderedJSON(tape.root)
    }

    /// The snapshot after a draft: a new identity, and the indexes that it makes and drops.
    private static func advance(_ snapshot: inout OrderedJSON?, _ draft: MigrationDraft, _ tag: String) {
        let previous = snapshot?["id"]?.text ?? ""
        snapshot?["id"] = .string(DrizzleIndex.identifier(previous + tag))
        snapshot?["prevId"] = .string(previous)
        guard case .object(var tables) = snapshot?["tables"] else { return }
        for index in draft.indexes {
            for position in tables.indices {
                guard var indexes = tables[position].value["indexes"] else { continue }
                if index.kind == .drop {
                    indexes[index.name ?? ""] = nil
                } else if tables[position].key == "\(index.schema ?? "public").\(index.table)" {
                    indexes[index.name ?? ""] = DrizzleIndex(index: index).version7
                }
                tables[position].value["indexes"] = indexes
            }
        }
        snapshot?["tables"] = .object(tables)
    }
}
