import Cluster
import Foundation
import Model

/// Runs git on a repository in such a way that nothing in its work tree matters, and nothing but git itself runs.
///
/// Only plumbing is used: `rev-parse`, `ls-tree` and `cat-file` apply no filters, attributes or hooks, and read no index.
struct GitCommand {
    let repository: GitRepository

    /// - Throws: `CommandError` where git takes another repository for it, or refuses one that belongs to somebody else.
    init(_ repository: GitRepository) throws {
        self.repository = repository
        // Without --git-dir, so that git compares the owner, and the user's safe.directory counts.
        let found = String(decoding: try run(["rev-parse", "--absolute-git-dir"], finds: true), as: UTF8.self)
        let folder = GitRepository.real(String(found.prefix { !$0.isNewline }))
        guard folder == GitRepository.real(repository.folder) else {
            throw CommandError(
                "git takes \(folder) for the repository of \(repository.top), not \(repository.folder)",
                remedy: "See that \(repository.folder) is a whole repository")
        }
    }

    func callAsFunction(_ words: [String], input: String = "") throws -> [UInt8] {
        try run(words, input: input, finds: false)
    }

    private func run(_ words: [String], input: String = "", finds: Bool) throws -> [UInt8] {
        var line = ["git", "--no-pager", "--no-replace-objects", "-C", repository.top]
        if !finds { line.append("--git-dir=\(GitRepository.real(repository.folder))") }
        line += Self.settings.flatMap { ["-c", $0] } + words
        let answer = try Command.run(
            line, as: .current, input: input, environment: variables)
        guard answer.status == 0 else {
            let reason = answer.complaint.split(separator: "\n").first.map(String.init) ?? "status \(answer.status)"
            throw CommandError(
                "git cannot tell what the branch has: \(reason)",
                remedy: reason.contains("dubious ownership")
                    ? "If you trust it: git config --global --add safe.directory \(repository.top)"
                    : "Give a branch or commit of the repository")
        }
        return answer.bytes
    }

    private static let settings = [
        "safe.bareRepository=explicit", "core.hooksPath=/dev/null", "core.fsmonitor=false",
        "core.attributesFile=/dev/null",
        "protocol.allow=never",
    ]

    private var variables: [String: String] {
        var variables = Self.configuration
        let fixed = [
            "GIT_CEILING_DIRECTORIES": FilePath.folder(of: repository.top), "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_ATTR_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
            // Stronger than what any configuration says of a single protocol.
            "GIT_ALLOW_PROTOCOL": "none",
        ]
        variables.merge(fixed) { $1 }
        if hasUserConfiguration { variables["GIT_CONFIG_GLOBAL"] = "/dev/null" }
        return variables
    }

    /// Whether the user's own configuration is a file of the work tree: a pull request could have written it.
    private var hasUserConfiguration: Bool {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? ""
        let shared = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.config"
        let files = [environment["GIT_CONFIG_GLOBAL"] ?? "", home + "/.gitconfig", shared + "/git/config"]
        let top = GitRepository.parts(GitRepository.real(repository.top))
        return files.contains { file in
            file.hasPrefix("/") && GitRepository.parts(GitRepository.real(file)).starts(with: top)
        }
    }

    /// Where the user's configuration is. `Command` passes no other variable that leads git elsewhere.
    private static var configuration: [String: String] {
        let named: Set = [
            "XDG_CONFIG_HOME", "GIT_CONFIG_COUNT", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM",
        ]
        return ProcessInfo.processInfo.environment.filter { name, _ in
            named.contains(name) || name.hasPrefix("GIT_CONFIG_KEY_") || name.hasPrefix("GIT_CONFIG_VALUE_")
        }
    }
}
