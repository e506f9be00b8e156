import Model

/// A commit by the name that a user gave it.
///
/// git takes the first of several that have the name: a tag before a branch, a local branch before that of a remote. Whoever may
/// push either would choose what counts as applied, so a name that stands for several is refused.
struct GitRevision {
    /// The id of its tree.
    let tree: String

    /// - Throws: `CommandError` where it is nothing, or several.
    init(_ name: String, _ git: GitCommand) throws {
        guard !name.isEmpty, !name.hasPrefix("-"),
            let answer = try? git(["rev-parse", "--verify", "--quiet", name + "^{tree}"])
        else {
            throw CommandError(
                "git cannot tell what the branch has: \(name) is no branch or commit of \(git.repository.top)",
                remedy: "Give one that it has; in a clone of a CI server it may have to be fetched first")
        }
        tree = Self.lines(answer).first ?? ""
        let reference = Self.reference(in: name)
        let meanings = try Self.meanings(of: reference, git)
        guard meanings.count < 2 else {
            let branch = meanings.first { $0.hasPrefix("refs/heads/") || $0.hasPrefix("refs/remotes/") }
            throw CommandError(
                "\(name) stands for several: \(meanings.joined(separator: ", "))",
                remedy:
                    "Give the whole name of the one that is meant\(branch.map { ", for example --against \($0)" } ?? "")"
            )
        }
        guard !reference.hasPrefix("refs/") || meanings == [reference] else {
            throw CommandError(
                "git cannot tell what the branch has: \(git.repository.top) has no \(reference)",
                remedy: "Fetch it, or give a branch or commit that is there")
        }
    }

    /// Without what git adds to names: `main~2`, `main^{commit}`, `main@{1}`, `main:folder`.
    private static func reference(in name: String) -> String {
        let end = name.indices.first { "~^:".contains(name[$0]) || name[$0...].hasPrefix("@{") }
        return String(name[..<(end ?? name.endIndex)])
    }

    /// The references that git would find by a name, in its order (gitrevisions(7)), and the objects whose ids begin like it. A whole
    /// name is that reference; a tag stands beside the branches of that name that remotes have, though git does not look there.
    private static func meanings(of name: String, _ git: GitCommand) throws -> [String] {
        guard !name.isEmpty else { return [] }
        func present(_ patterns: [String]) throws -> [String] {
            lines(try git(["for-each-ref", "--format=%(refname)"] + patterns))
        }
        let references = [
            "refs/\(name)", "refs/tags/\(name)", "refs/heads/\(name)", "refs/remotes/\(name)",
            "refs/remotes/\(name)/HEAD",
        ]
        if name.hasPrefix("refs/"), try present([name]).contains(name) { return [name] }
        let known = Set(try present(references))
        var found = references.filter(known.contains)
        if found == ["refs/tags/\(name)"] {
            found += try present(["refs/remotes/*/\(name)"]).filter { $0.hasSuffix("/\(name)") }
            let remotes = Set(try present(["refs/remotes"]).compactMap { $0.split(separator: "/").dropFirst(2).first })
            if let remote = name.split(separator: "/").first, name.contains("/"),
                remote == "origin" || remotes.contains(remote)
            {
                found.append("refs/remotes/\(name)")
            }
        }
        guard !found.isEmpty, (4...64).contains(name.count), name.allSatisfy(\.isHexDigit) else { return found }
        return found + lines(try git(["rev-parse", "--disambiguate=\(name)"]))
    }

    private static func lines(_ answer: [UInt8]) -> [String] {
        String(decoding: answer, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
