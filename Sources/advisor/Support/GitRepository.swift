import Foundation
import Model

/// The repository around a path, found by `.git` alone.
///
/// git itself takes any folder that holds `HEAD`, `objects` and `refs` for a repository and obeys the `config` in it, and a pull
/// request can commit all of these. `.git` is the one name that git refuses to commit. A submodule has it nevertheless, and what
/// its branches hold is up to whoever named its address: so a submodule is never the answer, but the repository around it.
struct GitRepository {
    /// Its work tree.
    let top: String
    /// What `.git` is, or names.
    let folder: String

    /// The repository of the working directory where `path` (absolute, normal) is in it, so that no link inside leads to another;
    /// otherwise that of the path's real place.
    init?(holding path: String) {
        if let own = Self(above: FileManager.default.currentDirectoryPath), own.inside(path) != nil {
            self = own
        } else if let other = Self(above: Self.real(path)) {
            self = other
        } else {
            return nil
        }
    }

    private init?(above start: String) {
        var place = start
        while true {
            if let folder = Self.folder(of: place) {
                let parent = FilePath.folder(of: place)
                if place != "/", let outer = Self(above: parent), outer.hasSubmodule(folder) {
                    self = outer
                } else {
                    (top, self.folder) = (place, folder)
                }
                return
            }
            guard place != "/", !place.isEmpty else { return nil }
            place = FilePath.folder(of: place)
        }
    }

    /// The parts of `path` below the work tree; nil where it is elsewhere.
    func inside(_ path: String) -> [String]? {
        let (own, parts) = (Self.parts(top), Self.parts(path))
        return parts.starts(with: own) ? Array(parts.dropFirst(own.count)) : nil
    }

    private func hasSubmodule(_ other: String) -> Bool {
        let modules = Self.parts(Self.real(folder)) + ["modules"]
        return Self.parts(Self.real(other)).starts(with: modules)
    }

    /// What `.git` in a folder is: the repository, or a file that names it.
    private static func folder(of place: String) -> String? {
        let entry = (place == "/" ? "" : place) + "/.git"
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: entry, isDirectory: &isFolder) else { return nil }
        var folder = entry
        if !isFolder.boolValue {
            guard let bytes = try? InputFile.read(entry) else { return nil }
            let words = String(decoding: bytes, as: UTF8.self)
            guard words.hasPrefix("gitdir: ") else { return nil }
            let named = words.dropFirst("gitdir: ".count).prefix { !$0.isNewline }
            folder = named.hasPrefix("/") ? String(named) : place + "/" + named
        }
        return FileManager.default.fileExists(atPath: folder + "/HEAD") ? folder : nil
    }

    // MARK: Paths

    /// An absolute path without `.`, `..` and doubled slashes, by its letters alone.
    static func normal(_ path: String) -> String {
        let whole = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        return "/" + (resolved(parts(whole)) ?? []).joined(separator: "/")
    }

    /// Without `.` and `..`; nil where they lead out.
    static func resolved(_ parts: [String]) -> [String]? {
        var result: [String] = []
        for part in parts where part != "." {
            if part != ".." {
                result.append(part)
            } else if result.popLast() == nil {
                return nil
            }
        }
        return result
    }

    static func parts(_ path: String) -> [String] { path.split(separator: "/").map(String.init) }

    static func real(_ path: String) -> String { InputFile.resolved(path) ?? path }
}
