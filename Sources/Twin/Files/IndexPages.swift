/// A btree (access/nbtree.h) of the wanted height over one leaf: a chain of internal pages with one downlink each.
struct BtreePages {
    var height: Int
    var pages: Int64
    /// The leaf to take; nil: the one that the file has.
    var leaf: Page?

    private static let special = 16
    private static let opaque = RelationFile.pageSize - special
    private enum Flag {
        static let leaf: UInt16 = 1
        static let root: UInt16 = 2
    }

    /// Writes leaf, chain and metapage.
    /// - Returns: how many pages the file needs at least.
    func write(to file: PageFile) throws -> Int64 {
        var meta = try file.read(0)
        // Of one page: an index without entries has no root.
        guard pages > 1 else {
            setRoot(of: &meta, to: 0, level: 0)
            try file.write(meta, at: 0)
            return 1
        }
        // Metapage, leaf and a page for each level must fit.
        let height = max(0, min(height, Int(min(pages, 64)) - 2))
        var leaf = try self.leaf ?? existingLeaf(file)
        leaf.set(Flag.leaf | (height == 0 ? Flag.root : 0), at: Self.opaque + 12)
        try file.write(leaf, at: 1)
        for level in stride(from: 1, through: height, by: 1) {
            try file.write(internalPage(level: level, isRoot: level == height), at: Int64(level) + 1)
        }
        setRoot(of: &meta, to: UInt32(height + 1), level: UInt32(height))
        try file.write(meta, at: 0)
        return Int64(height) + 2
    }

    /// The leaf that a few rows made, or an empty one.
    private func existingLeaf(_ file: PageFile) throws -> Page {
        let page = try file.pageCount > 1 ? file.read(1) : Page.empty(special: Self.special)
        return page
    }

    /// Its one downlink has no key, which is less than every key. (There is no page to the right, so no high key.)
    private func internalPage(level: Int, isRoot: Bool) -> Page {
        var page = Page.empty(special: Self.special)
        page.set(UInt32(level), at: Self.opaque + 8)
        page.set(isRoot ? Flag.root : 0, at: Self.opaque + 12)
        var item = Page([UInt8](repeating: 0, count: 8))
        // Block number in two halves, the high one first; then the number of keys, 0; then size and "alternative tid".
        item.set(UInt16(level), at: 2)
        item.set(UInt16(8 | 0x2000), at: 6)
        page.append(item: item.bytes)
        return page
    }

    /// BTMetaPageData: magic, version, root, level, fastroot, fastlevel.
    private func setRoot(of meta: inout Page, to block: UInt32, level: UInt32) {
        for (position, value) in [block, level, block, level].enumerated() {
            meta.set(value, at: Page.content + 8 + 4 * position)
        }
    }
}

/// BRIN (access/brin_page.h): the metapage says how many pages of the map there are.
enum BrinPages {
    /// Entries of a page of the map.
    private static let entries: Int64 = 1360

    static func write(ranges: Int64, to file: PageFile) throws {
        var meta = try file.read(0)
        // Magic, version, pages per range, last page of the map.
        meta.set(UInt32(max(1, (ranges + entries - 1) / entries)), at: Page.content + 12)
        try file.write(meta, at: 0)
    }
}

/// GIN (access/ginblock.h): the metapage counts entries and pages.
enum GinPages {
    /// From nPendingPages to nEntries; before them stand the ends of the pending list, which is not copied.
    private static let counters = Page.content + 12..<Page.content + 48

    static func write(_ source: [UInt8], to file: PageFile) throws {
        guard source.count == RelationFile.pageSize else { return }
        var meta = try file.read(0)
        meta.bytes.replaceSubrange(counters, with: source[counters])
        try file.write(meta, at: 0)
    }
}
