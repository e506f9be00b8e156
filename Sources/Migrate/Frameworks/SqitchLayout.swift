/// `sqitch.plan` names the changes in order; `deploy/`, `revert/` and `verify/` hold their scripts, run by psql.
struct SqitchLayout: FrameworkLayout {
    let sign = "sqitch.plan"

    func recognises(_ folder: MigrationFolder) -> Bool { folder.has(sign) }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        guard folder.has(sign) else { return MigrationSource(framework: .sqitch, directory: folder.path, files: []) }
        var files: [MigrationFile] = []
        for name in Self.changes(try folder.text(sign).sql) {
            let deploy = "deploy/\(name).sql"
            guard folder.has(deploy) else {
                throw MigrationError(
                    message: "\(folder.path(sign)) names \(name), and \(folder.path(deploy)) is not there",
                    remedy: "Restore the script, or take the change out of the plan")
            }
            let revert = "revert/\(name).sql"
            files.append(
                MigrationFile(
                    version: name, name: name, up: try folder.text(deploy).part(.statements),
                    down: folder.has(revert) ? try folder.text(revert).part(.statements) : nil))
        }
        return MigrationSource(framework: .sqitch, directory: folder.path, files: files)
    }

    /// The names of a plan's changes, in order. A tag (`@v1`) is none; a change that is reworked counts once.
    static func changes(_ plan: String) -> [String] {
        var names: [String] = []
        for line in plan.split(whereSeparator: \.isNewline) {
            guard let word = line.split(separator: " ").first, !"%#@-".contains(word.first ?? "#") else { continue }
            let name = String(word.first == "+" ? word.dropFirst() : word)
            if !name.isEmpty, !names.contains(name) { names.append(name) }
        }
        return names
    }
}
