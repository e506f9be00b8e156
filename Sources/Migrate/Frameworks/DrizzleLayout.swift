import JSONTape

/// drizzle-kit 0.31: `NNNN_name.sql` in the order of meta/_journal.json; all pending ones in one transaction.
struct DrizzleLayout: FrameworkLayout {
    let sign = "meta/_journal.json"

    func recognises(_ folder: MigrationFolder) -> Bool { folder.has(sign) }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        var files: [MigrationFile] = []
        var snapshots: [String] = []
        for tag in try tags(folder) {
            guard folder.has("\(tag).sql") else {
                throw MigrationError(
                    message: "\(folder.path(sign)) names \(tag), and \(folder.path("\(tag).sql")) is not there",
                    remedy: "Restore the file, or take its entry out of the journal")
            }
            let numbered = NumberedName(tag)
            let down = "\(tag).down.sql"
            files.append(
                MigrationFile(
                    version: numbered?.version ?? tag, name: numbered?.name ?? tag,
                    up: try folder.text("\(tag).sql").part(.transaction),
                    down: folder.has(down) ? try folder.text(down).part(.transaction) : nil))
            let snapshot = "meta/\(numbered?.version ?? tag)_snapshot.json"
            if folder.has(snapshot) { snapshots.append(folder.path(snapshot)) }
        }
        return MigrationSource(
            framework: .drizzle, directory: folder.path, files: files, sharesOneTransaction: true,
            schemaFiles: snapshots)
    }

    private func tags(_ folder: MigrationFolder) throws(MigrationError) -> [String] {
        let text = try folder.text(sign)
        guard let journal = try? JSONTape(text.sql), let entries = journal.root["entries"], entries.kind == .array
        else {
            throw MigrationError(
                message: "\(text.path) is not a journal of drizzle-kit", remedy: "Restore it from version control")
        }
        let read = entries.elements.compactMap { entry in
            entry["tag"]?.string.map { (index: entry["idx"]?.int ?? 0, tag: $0) }
        }
        return read.sorted { $0.index < $1.index }.map(\.tag)
    }
}
