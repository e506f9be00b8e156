import Model
import Mustache

/// A Mustache text of a rule file over the columns that its SELECT returns. Nothing is escaped.
public struct Template: Sendable, Equatable {
    public var text: String
    var file: String
    var line: Int

    /// One `{{...}}` of the text.
    struct Reference: Equatable {
        var variable: String
        /// The helper around it; nil for a bare one.
        var helper: String?
    }

    /// - Throws: `RuleFileError` where the text is not Mustache or uses an unknown helper.
    func compiled() throws(RuleFileError) -> MustacheTemplate {
        for reference in references() {
            if let helper = reference.helper, Fact.Helper(rawValue: helper) == nil {
                let known = Fact.Helper.allCases.map(\.rawValue).joined(separator: ", ")
                throw error("unknown helper '\(helper)'; one of \(known)")
            }
        }
        do {
            return try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}" + text)
        } catch let failure as MustacheTemplate.ParserError {
            throw error("the template is not Mustache: \(failure.error)")
        } catch let failure {
            throw error("the template is not Mustache: \(failure)")
        }
    }

    /// - Throws: `RuleFileError` where the template reads a variable that is none of these.
    func check(variables: Set<String>) throws(RuleFileError) {
        for reference in references() where !variables.contains(reference.variable) {
            throw error(
                "the template reads '\(reference.variable)', which is neither a column of the SELECT nor a threshold")
        }
    }

    /// Every variable of the text, those inside sections included.
    func references() -> [Reference] {
        text.split(separator: "{{", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            guard let end = part.firstRange(of: "}}") else { return nil }
            let tag = part[..<end.lowerBound].drop { "#^/{& ".contains($0) }
            guard !tag.isEmpty, !tag.hasPrefix("!"), !tag.hasPrefix("%") else { return nil }
            let words = tag.split { "() }".contains($0) }.map(String.init)
            guard let last = words.last else { return nil }
            return Reference(variable: last, helper: words.count > 1 ? words[0] : nil)
        }
    }

    private func error(_ cause: String) -> RuleFileError { RuleFileError(file: file, line: line, cause: cause) }
}
