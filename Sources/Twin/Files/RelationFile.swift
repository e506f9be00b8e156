import Foundation

/// One table's or index's file, and what it is to become: sparse, of the target's size, with a metapage that says so.
///
/// The server must not run meanwhile.
struct RelationFile: Sendable {
    enum Kind: Sendable {
        case plain
        /// - leafFrom: path of a btree whose only leaf becomes this one's.
        case btree(height: Int, leafFrom: String?)
        /// - metapage: the target's own; nil where it is not known.
        case gin(metapage: [UInt8]?)
        /// - ranges: of blocks of the table.
        case brin(ranges: Int64)
    }

    /// Relative to the data folder.
    var path: String
    /// Blocks of 8 kB.
    var pages: Int64
    var kind: Kind

    static let pageSize = 8192
    private static let segmentPages: Int64 = 131_072
    /// Files of 1 GB in all: a snapshot may speak of a thousand tables of 16 TB, each of 16,384 files.
    static let mostSegments = 65_536

    /// The files, and how many had to be made smaller: those that do not fit any more have one segment.
    static func fitting(_ files: [RelationFile], most: Int = mostSegments) -> (files: [RelationFile], cut: Int) {
        var room = Int64(most)
        var cut = 0
        let fitting = files.map { file in
            let segments = max(0, file.pages - 1) / segmentPages
            guard segments > room else {
                room -= segments
                return file
            }
            cut += 1
            var smaller = file
            smaller.pages = segmentPages
            return smaller
        }
        return (fitting, cut)
    }

    /// - Throws: `TwinError` when the disk refuses.
    func shape(in folder: String) throws {
        let file = try PageFile("\(folder)/\(path)")
        var least = try file.pageCount
        switch kind {
        case .plain: break
        case .btree(let height, let leafFrom):
            let leaf = try leafFrom.map { try PageFile("\(folder)/\($0)").read(1) }
            least = try BtreePages(height: height, pages: pages, leaf: leaf).write(to: file)
        case .gin(let metapage): if let metapage { try GinPages.write(metapage, to: file) }
        case .brin(let ranges): try BrinPages.write(ranges: ranges, to: file)
        }
        try extend(file, to: max(pages, least), folder)
    }

    /// Segments of 1 GB: all but the last are full.
    private func extend(_ first: PageFile, to pages: Int64, _ folder: String) throws {
        try first.resize(to: min(pages, Self.segmentPages))
        var rest = pages - Self.segmentPages
        var number = 1
        while rest > 0 {
            let segment = try PageFile("\(folder)/\(path).\(number)", creatingLike: first)
            try segment.resize(to: min(rest, Self.segmentPages))
            rest -= Self.segmentPages
            number += 1
        }
    }
}
