import Model
import SQLSyntax

/// What cannot be examined, and what is said of a file besides its statements' effects.
extension LintRun {
    mutating func complain(about error: SyntaxError, _ bytes: Range<Int>, _ place: FilePlace) {
        if error.reason == .newer {
            return report.notes.append(
                LintNote(file: place.path, line: place.line(of: bytes.lowerBound), text: error.message))
        }
        let words = SQL.tokens(place.text(bytes).prefix(400).description)
        let text = Array(place.text(bytes).utf8)
        let spelled = words.map {
            String(decoding: text[$0.start..<min($0.end, text.count)], as: UTF8.self).lowercased()
        }
        if spelled.starts(with: ["alter", "type"]),
            zip(spelled, spelled.dropFirst()).contains(where: { $0 == "drop" && $1 == "value" })
        {
            let complaint = Complaint("PostgreSQL cannot drop a label of an enum: the statement fails")
            return add(complaint, EngineRules.enumValueDrop, place, statement: bytes)
        }
        let start = bytes.lowerBound + min(error.offset ?? 0, bytes.count)
        let placeholder = TemplatePlaceholder.first(in: place.text(bytes))
        let message: String
        if let placeholder {
            message = "\(placeholder) is a placeholder: render the template first"
        } else if place.parsed.isNoSQL {
            message = "no SQL: \(error.message)"
        } else {
            message = error.message + (error.reason == .syntax ? " (to the grammar of PostgreSQL 15)" : "")
        }
        let note = LintNote(file: place.path, line: place.line(of: start), text: message)
        add(Complaint(message), EngineRules.syntaxError, place, statement: start..<max(start, bytes.upperBound))
        // One message a file.
        if !report.problems.contains(where: { $0.file == place.path }) { report.problems.append(note) }
    }

    mutating func remark(_ place: FilePlace) {
        let script = place.parsed.script
        for command in script.commands {
            report.notes.append(
                LintNote(
                    file: place.path, line: place.line(of: command.bytes.lowerBound),
                    text: "\(command.name) is a command of psql: skipped"))
        }
        if script.copies > 0 {
            report.notes.append(
                LintNote(
                    file: place.path, line: place.parsed.part.firstLine,
                    text: "rows of \(Format.plural(script.copies, "COPY", "COPYs")) skipped"))
        }
        if let open = script.openCopy {
            report.notes.append(
                LintNote(
                    file: place.path, line: place.line(of: open),
                    text: "COPY ... FROM stdin without the \\. that ends its rows"))
        }
    }

    /// Reports suppressions without a reason, or of rules that do not exist.
    mutating func judgeSuppressions(_ place: FilePlace) {
        for comment in place.parsed.suppressions {
            let unknown = comment.rules.filter { LintRule.byID[$0] == nil }
            let message: String
            if comment.rules.isEmpty {
                message = "a suppression names a rule and a reason: -- advisor:ignore RULE REASON"
            } else if !unknown.isEmpty {
                message = "there is no rule \(unknown.joined(separator: ", "))"
            } else if comment.reason.isEmpty {
                message =
                    "a suppression needs a reason: -- advisor:ignore \(comment.rules.joined(separator: ",")) REASON"
            } else {
                continue
            }
            add(Complaint(message), EngineRules.suppressionInvalid, place, statement: comment.bytes)
        }
    }

    mutating func compareNames(_ bytes: Range<Int>, _ place: FilePlace) {
        guard bytes.count > 63,
            let (name, other, earlier) = longNames.collision(
                in: place.text(bytes), place: { "\(place.path):\(place.line(of: bytes.lowerBound))" })
        else { return }
        let complaint = Complaint(
            "\(Quote.identifier(name)) and \(Quote.identifier(other)) of \(earlier) are one name to PostgreSQL")
        add(complaint, EngineRules.nameCollision, place, statement: bytes)
    }
}
