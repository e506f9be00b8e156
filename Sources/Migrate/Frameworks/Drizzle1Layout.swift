import Foundation

/// drizzle-kit 1.0: `V_name/migration.sql` and `snapshot.json`, no journal; all pending ones in one transaction.
struct Drizzle1Layout: FrameworkLayout {
    let sign = "V_name/snapshot.json"

    func recognises(_ folder: MigrationFolder) -> Bool { !folder.folders(with: "snapshot.json").isEmpty }

    func precedes(_ left: MigrationFile, _ right: MigrationFile) -> Bool { MigrationFile.byKey(left, right) }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        var files = FolderPerMigration(folder: folder, up: "migration.sql", down: "down.sql", goesByName: true).read {
            _ in
            (.transaction, nil, nil)
        }
        for position in files.indices {
            let script = "\(files[position].key)/concurrently.sql"
            if folder.has(script) { files[position].up.beforehand = folder.script(script).sql }
        }
        let snapshots = folder.folders(with: "snapshot.json").map { folder.path("\($0)/snapshot.json") }
        return MigrationSource(
            framework: .drizzle1, directory: folder.path, files: files, sharesOneTransaction: true,
            schemaFiles: snapshots)
    }
}

extension Drizzle1Layout {
    func files(
        for drafts: [MigrationDraft], after source: MigrationSource, in folder: MigrationFolder,
        versions: VersionSequence, now: Date
    ) throws(MigrationError) -> LayoutOutput {
        var versions = versions
        var snapshot = try source.schemaFiles.last.map { (path) throws(MigrationError) in
            try DrizzleLayout.json(path, within: folder.path)
        }
        var output = LayoutOutput()
        for draft in drafts {
            let tag = "\(versions.take())_\(draft.name)"
            let path = folder.path(tag)
            output.add(
                up: StagedFile(path: path + "/migration.sql", text: draft.drizzleSQL, role: .up),
                down: StagedFile(
                    path: path + "/down.sql",
                    text: "-- Takes back \(draft.name); run it with psql.\n" + draft.script(draft.down), role: .down),
                reversible: !draft.down.isEmpty)
            if let script = draft.concurrentScript {
                output.files.append(StagedFile(path: path + "/concurrently.sql", text: script))
                output.notes.append("Run before `drizzle-kit migrate`: psql -f \(path)/concurrently.sql")
            }
            if snapshot != nil {
                Self.advance(&snapshot, draft, tag)
                output.files.append(StagedFile(path: path + "/snapshot.json", text: snapshot?.pretty() ?? ""))
            }
            output.notes += draft.drizzleNotes
        }
        return output
    }

    private static func advance(_ snapshot: inout OrderedJSON?, _ draft: MigrationDraft, _ tag: String) {
        let previous = snapshot?["id"]?.text ?? ""
        snapshot?["id"] = .string(DrizzleIndex.identifier(previous + tag))
        snapshot?["prevIds"] = .array([.string(previous)])
        var entities = snapshot?["ddl"]?.elements ?? []
        for index in draft.indexes {
            entities.removeAll { $0["entityType"]?.text == "indexes" && $0["name"]?.text == index.name }
            if index.kind != .drop { entities.append(DrizzleIndex(index: index).version8) }
        }
        snapshot?["ddl"] = .array(entities)
    }
}
