import Foundation
import Model

/// `sqitch.plan` names the changes in order; `deploy/`, `revert/` and `verify/` hold their scripts, run by psql.
struct SqitchLayout: FrameworkLayout {
    let sign = "sqitch.plan"

    func recognises(_ folder: MigrationFolder) -> Bool { folder.has(sign) }

    func read(_ folder: MigrationFolder) throws(MigrationError) -> MigrationSource {
        guard folder.has(sign) else { return MigrationSource(framework: .sqitch, directory: folder.path, files: []) }
        var files: [MigrationFile] = []
        for name in Self.changes(try folder.text(sign).sql) {
            let deploy = "deploy/\(name).sql"
            let revert = "revert/\(name).sql"
            var file = MigrationFile(
                version: name, name: name, up: folder.script(deploy, namedBy: sign, as: name).part(.statements),
                down: folder.has(revert) ? folder.script(revert).part(.statements) : nil)
            file.noteMissing()
            files.append(file)
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

extension SqitchLayout {
    func files(
        for drafts: [MigrationDraft], after source: MigrationSource, in folder: MigrationFolder,
        versions: VersionSequence, now: Date
    ) throws(MigrationError) -> LayoutOutput {
        var plan = folder.has(sign) ? try folder.text(sign).sql : newPlan(folder)
        if !plan.hasSuffix("\n") { plan += "\n" }
        let planner = Self.planner(plan) ?? "Advisor <advisor@localhost>"
        var output = LayoutOutput()
        for draft in drafts {
            let name = draft.name + ".sql"
            output.add(
                up: StagedFile(
                    path: folder.path("deploy/" + name), text: draft.comment() + draft.script(draft.up), role: .up),
                down: StagedFile(
                    path: folder.path("revert/" + name),
                    text: "-- Takes back \(draft.name).\n" + draft.script(draft.down),
                    role: .down),
                reversible: !draft.down.isEmpty)
            output.files.append(StagedFile(path: folder.path("verify/" + name), text: verification(draft)))
            let time = now.formatted(.iso8601)
            plan += "\(draft.name) \(time) \(planner) # \(draft.header.first ?? draft.name)\n"
        }
        if !folder.has(sign), !folder.has("sqitch.conf") {
            output.files.append(StagedFile(path: folder.path("sqitch.conf"), text: "[core]\n\tengine = pg\n"))
        }
        output.files.append(StagedFile(path: folder.path(sign), text: plan, replaces: true))
        return output
    }

    private func newPlan(_ folder: MigrationFolder) -> String {
        let project = Migration.plainName(URL(fileURLWithPath: folder.path).lastPathComponent)
        return "%syntax-version=1.0.0\n%project=\(project.isEmpty ? "advisor" : project)\n\n"
    }

    private func verification(_ draft: MigrationDraft) -> String {
        let checks = draft.indexes.map { index in
            index.kind == .drop
                ? "SELECT 1 / (to_regclass(\(Quote.literal(index.qualifiedIndex))) IS NULL)::int" : index.check
        }
        return "-- Verifies \(draft.name).\n" + MigrationDraft.sql(checks.isEmpty ? [MigrationDraft.nothing] : checks)
    }

    /// Who planned the last change: `Ann <ann@example.org>`, between its time and its note.
    private static func planner(_ plan: String) -> String? {
        for line in plan.split(whereSeparator: \.isNewline).reversed() where !line.hasPrefix("%") {
            let head = line.prefix { $0 != "#" }
            guard let end = head.lastIndex(of: ">"),
                let time = head[..<end].split(separator: " ").first(where: {
                    $0.hasSuffix("Z") && $0.contains("T") && $0.contains(":")
                })
            else { continue }
            return head[time.endIndex...end].drop { $0 == " " }.description
        }
        return nil
    }
}
