import JSONTape
import Model

/// Takes out of a snapshot what is the user's data: `--redact`.
///
/// What the shapes mark as values is removed. What they mark as literals keeps its SQL, with `'?'` for strings and 0 for
/// numbers, so that rules can still read it; texts of statements get the hash of what is left. Names, figures, shares and
/// costs stay. A plan made by a redacted twin is therefore less exact: without values, selectivities are guesses.
public enum Redaction {
    /// The snapshot without literals and without values of statistics; one that is redacted already stays as it is.
    public static func redact(_ snapshot: Snapshot) -> Snapshot {
        guard !snapshot.redacted else { return snapshot }
        var redacted = snapshot
        redacted.redacted = true
        for (name, section) in snapshot.sections {
            redacted.sections[name] = redact(section, settings: snapshot[.settings])
        }
        rehash(&redacted)
        return redacted
    }

    /// Of a section that is neither of statements nor of settings.
    static func redact(_ section: Section) -> Section { redact(section, settings: Section(.settings)) }

    private static func redact(_ section: Section, settings: Section) -> Section {
        var result = section
        for column in section.shape.columns where column.privacy != .open {
            switch (column.privacy, section.shape.name) {
            case (.values, _): result = result.mapping(column.name) { _ in .null }
            case (_, SectionShape.settings.name), (_, SectionShape.roleSettings.name):
                result = SettingsRedaction(settings: settings).redact(result, column.name)
            case (_, SectionShape.schemaDump.name): result = SchemaDumpRedaction.redact(result)
            case (_, SectionShape.plans.name) where column.type == .json:
                result = result.mapping(column.name) { $0.text.map { .text(PlanRedaction.redact($0)) } ?? .null }
            case _ where column.type == .json:
                result = result.mapping(column.name) { $0.text.map { .text(numberedLabels($0)) } ?? .null }
            default:
                result = result.mapping(column.name) { $0.text.map { .text(Scrub.literals($0)) } ?? .null }
            }
        }
        return result
    }

    /// A list of texts as `["label 1", "label 2", ...]`: how many there are is a fact of the schema, what they say is not.
    private static func numberedLabels(_ json: String) -> String {
        guard let tape = try? JSONTape(json), tape.root.kind == .array else { return "[]" }
        var writer = JSONWriter()
        writer.array { writer in
            for (position, _) in tape.root.elements.enumerated() { writer.value("label \(position + 1)") }
        }
        return writer.text
    }

    /// A hash of a text that holds a password can be guessed from; texts that now are the same become one.
    private static func rehash(_ snapshot: inout Snapshot) {
        let texts = snapshot[.statementTexts]
        let hashes = texts.texts("text_hash")
        var renamed: [String: String] = [:]
        for (row, text) in texts.texts("text").enumerated() {
            guard let hash = hashes[row] else { continue }
            renamed[hash] = TextHash.of(text ?? "")
        }
        for shape in [SectionShape.statementEntries, .statementTexts, .plans] {
            guard let section = snapshot.sections[shape.name] else { continue }
            // A text that is in the history only: its hash is replaced by a hash of the hash, which is no less stable.
            let mapped = section.mapping("text_hash") { value in
                value.text.map { .text(renamed[$0] ?? TextHash.of($0)) } ?? .null
            }
            snapshot[shape] = shape.storage == .texts ? unique(mapped) : mapped
        }
    }

    /// The first row of each key.
    private static func unique(_ section: Section) -> Section {
        var seen: Set<String> = []
        return section.keeping((0..<section.count).filter { seen.insert(section.key(of: $0)).inserted })
    }
}
