import Model

/// A commit by the name that a user gave it.
///
/// git takes the first of several that have the name: a tag before a branch, a local branch before that of a remote. Whoever may
/// push either would choose what counts as applied, so a name that stands for several is refused.
struct GitRevision {
    let name: String
    /// The id of its tree.
    let tree: String

    /// - Throws: `CommandError` where it is nothing, or several.
    init(_ name: String, _ git: GitCommand) throws {
        self.name = name
        guard !name.isEmpty, !name.hasPrefix("-"),
            let answer = try? git(["rev-parse", "--verify", "--quiet", name + "^{tree}"])
        else {
            throw CommandError(
                "git cannot tell what the branch has: \(name) is no branch or commit of \(git.repository.top)",
                remedy: "Give one that it has; in a clone of a CI server it may have to be fetched first")
        }
        tree = Self.lines(answer).first ?? ""
        let meanings = try Self.meanings(of: Self.reference(in: name), git)
        guard meanings.count < 2 else {
            throw CommandError(
                "\(name) stands for several: \(meanings.joined(separator: ", "))",
                remedy: "Give the whole name, for example --against \(meanings.last ?? name)")
        }
    }

    /// Without what git adds to names: `main~2`, `main^{commit}`, `main@{1}`, `main:folder`.
    private static func reference(in name: String) -> String {
        let end = name.indices.first { "~^:".contains(name[$0]) || name[$0...].hasPrefix("@{") }
        return String(name[..<(end ?? name.endIndex)])
    }

    /// The references that git would find by a short name, in its order (gitrevisions(7)), and the objects whose ids begin like it.
    private static func meanings(of name: String, _ git: GitCommand) throws -> [String] {
        guard !name.isEmpty else { return [] }
        let references =
            ["", "tags/", "heads/", "remotes/"].map { "refs/\($0)\(name)" } + ["refs/remotes/\(name)/HEAD"]
        let present = Set(lines(try git(["for-each-ref", "--format=%(refname)"] + references)))
        let found = references.filter(present.contains)
        guard !found.isEmpty, (4...64).contains(name.count), name.allSatisfy(\.isHexDigit) else { return found }
        return found + lines(try git(["rev-parse", "--disambiguate=\(name)"]))
    }

    private static func lines(_ answer: [UInt8]) -> [String] {
        String(decoding: answer, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
