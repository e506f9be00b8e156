import Foundation
import Model

/// The files of a commit, read from git's objects.
final class GitTree {
    /// One line of a tree.
    struct Entry {
        enum Kind { case file, link, folder, submodule }
        var kind: Kind
        var object: String
        /// Below the tree that was listed.
        var path: String
    }

    private let git: GitCommand
    private let branch: String
    private let root: String
    private var folders: [String: [String: Entry]] = [:]

    /// - Throws: `CommandError` where there is no such branch or commit, or several have the name.
    init(_ repository: GitRepository, branch: String) throws {
        git = try GitCommand(repository)
        self.branch = branch
        root = try GitRevision(branch, git).tree
    }

    /// What the commit has at a path (absolute, normal); nil for nothing.
    ///
    /// - Throws: `CommandError` where it lies in a submodule.
    func entry(at path: String) throws -> Entry? {
        let repository = git.repository
        guard let parts = repository.inside(path) ?? repository.inside(GitRepository.real(path)) else { return nil }
        return try entry(parts, links: 8)
    }

    private func entry(_ parts: [String], links: Int) throws -> Entry? {
        var here = Entry(kind: .folder, object: root, path: "")
        for (position, part) in parts.enumerated() {
            guard let next = try children(of: here.object)[part] else { return nil }
            here = next
            let isLast = position == parts.count - 1
            switch here.kind {
            case .submodule:
                throw CommandError(
                    "\(branch) has a submodule at \(parts[...position].joined(separator: "/")), and --against cannot look into it",
                    remedy: "Lint in a clone of the submodule's own repository")
            case .link:
                guard links > 0, let target = try contents([here.object]).first else { return nil }
                let name = String(decoding: target, as: UTF8.self)
                let way = Array(parts[..<position]) + GitRepository.parts(name) + parts[(position + 1)...]
                guard !name.hasPrefix("/"), let resolved = GitRepository.resolved(way) else { return nil }
                return try entry(resolved, links: links - 1)
            case .file where !isLast: return nil
            default: break
            }
        }
        return here
    }

    private func children(of tree: String) throws -> [String: Entry] {
        if let known = folders[tree] { return known }
        let entries = Self.entries(try git(["ls-tree", "-z", tree]))
        let children = Dictionary(entries.map { ($0.path, $0) }) { first, _ in first }
        folders[tree] = children
        return children
    }

    /// All files below a folder, links and submodules left out.
    func files(below folder: Entry) throws -> [Entry] {
        Self.entries(try git(["ls-tree", "-r", "-z", folder.object])).filter { $0.kind == .file }
    }

    /// What the objects hold, in their order.
    ///
    /// - Throws: `CommandError` where the clone lacks one.
    func contents(_ objects: [String]) throws -> [ArraySlice<UInt8>] {
        guard !objects.isEmpty else { return [] }
        let answer = try git(["cat-file", "--batch"], input: objects.joined(separator: "\n") + "\n")
        var rest = answer[...]
        return try objects.map { object in
            let head = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest.dropFirst(head.count + 1)
            let words = String(decoding: head, as: UTF8.self).split(separator: " ")
            guard words.count == 3, let size = Int(words[2]), size >= 0, size <= rest.count else {
                throw CommandError(
                    "The clone lacks files of \(branch) (\(object))",
                    remedy:
                        "It is a partial clone, and Advisor fetches nothing: git fetch --refetch --no-filter fetches them"
                )
            }
            defer { rest = rest.dropFirst(size + 1) }
            return rest.prefix(size)
        }
    }

    /// `mode type object TAB path NUL`, of each.
    private static func entries(_ listing: [UInt8]) -> [Entry] {
        listing.split(separator: 0).compactMap { line in
            let head = line.prefix { $0 != UInt8(ascii: "\t") }
            let words = String(decoding: head, as: UTF8.self).split(separator: " ")
            let path = String(decoding: line.dropFirst(head.count + 1), as: UTF8.self)
            // Objects are not checked as an index is: a tree may hold any name.
            guard words.count == 3, !path.isEmpty, path.split(separator: "/").allSatisfy({ $0 != ".." && $0 != "." })
            else { return nil }
            let kind: Entry.Kind =
                switch (words[0], words[1]) {
                case ("120000", _): .link
                case (_, "tree"): .folder
                case (_, "commit"): .submodule
                default: .file
                }
            return Entry(kind: kind, object: String(words[2]), path: path)
        }
    }
}
