import Foundation
import Model

/// Rules by id, each once.
public struct RuleSet: Sendable {
    /// Sorted by category, then id.
    public private(set) var rules: [Rule]
    /// Files that are no rules, or wrong ones: the others do without them, and an analysis says that they were skipped.
    public private(set) var broken: [RuleFileError]

    public init(_ rules: [Rule], broken: [RuleFileError] = []) {
        self.rules = rules.sorted { ($0.category.rawValue, $0.id) < ($1.category.rawValue, $1.id) }
        self.broken = broken
    }

    public subscript(id: String) -> Rule? { rules.first { $0.id == id } }

    /// These rules and those; of two with one id, that of `others` counts.
    public func merging(_ others: RuleSet) -> RuleSet {
        let replaced = Set(others.rules.map(\.id))
        return RuleSet(rules.filter { !replaced.contains($0.id) } + others.rules, broken: broken + others.broken)
    }

    /// Every `.yaml` file of a folder and its sub-folders, each checked: syntax, SQL, parameters, templates. What is wrong
    /// is in `broken`.
    /// - Throws: `RuleFileErrors` where there is no such folder.
    public static func load(directory: String) throws -> RuleSet {
        let (rules, errors) = try read(directory: directory)
        var (sound, broken) = ([Rule](), errors)
        let check = try RuleCheck()
        for rule in rules {
            do {
                try check.check(rule)
                sound.append(rule)
            } catch {
                broken.append(error)
            }
        }
        return RuleSet(sound, broken: broken)
    }

    /// Reads the files of a folder without checking their SQL; two files of one id are an error.
    public static func read(directory: String) throws -> (rules: [Rule], errors: [RuleFileError]) {
        var rules: [Rule] = []
        var errors: [RuleFileError] = []
        for path in try yamlFiles(directory) {
            do {
                let text = try text(path, in: directory)
                let rule = try Rule(RuleFile(path: path, text: text))
                if let twin = rules.first(where: { $0.id == rule.id }) {
                    errors.append(RuleFileError(file: path, line: nil, cause: "\(twin.file.path) has the same id"))
                } else {
                    rules.append(rule)
                }
            } catch let error as RuleFileError {
                errors.append(error)
            } catch {
                errors.append(
                    RuleFileError(file: path, line: nil, cause: "cannot be read: \(FileFailure.reason(error))"))
            }
        }
        return (rules, errors)
    }

    private static func text(_ path: String, in directory: String) throws -> String {
        guard let text = String(validating: try InputFile.read(path, within: directory), as: UTF8.self) else {
            throw RuleFileError(file: path, line: nil, cause: "is not UTF-8 text")
        }
        return text
    }

    private static func yamlFiles(_ directory: String) throws(RuleFileErrors) -> [String] {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: directory, isDirectory: &isFolder), !isFolder.boolValue {
            throw RuleFileErrors([RuleFileError(file: directory, line: nil, cause: "no folder of rules: it is a file")])
        }
        do {
            return try FileManager.default.subpathsOfDirectory(atPath: directory).filter { $0.hasSuffix(".yaml") }
                .sorted().map { directory.hasSuffix("/") ? directory + $0 : directory + "/" + $0 }
        } catch {
            let cause = "no folder of rules: \(FileFailure.reason(error))"
            throw RuleFileErrors([RuleFileError(file: directory, line: nil, cause: cause)])
        }
    }
}
