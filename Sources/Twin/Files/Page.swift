/// One page of 8 kB in the server's layout (storage/bufpage.h), in the byte order of this machine, which is the server's.
struct Page: Sendable {
    var bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Where a page's own content begins: behind PageHeaderData.
    static let content = 24

    /// An empty page with `special` bytes at its end.
    static func empty(special: Int) -> Page {
        var page = Page([UInt8](repeating: 0, count: RelationFile.pageSize))
        let end = RelationFile.pageSize - special
        page.set(UInt16(content), at: 12)  // pd_lower
        page.set(UInt16(end), at: 14)  // pd_upper
        page.set(UInt16(end), at: 16)  // pd_special
        page.set(UInt16(RelationFile.pageSize | 4), at: 18)  // pd_pagesize_version
        return page
    }

    func value<T: FixedWidthInteger>(_ type: T.Type, at offset: Int) -> T {
        bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: T.self) }
    }

    mutating func set<T: FixedWidthInteger>(_ value: T, at offset: Int) {
        bytes.withUnsafeMutableBytes { $0.storeBytes(of: value, toByteOffset: offset, as: T.self) }
    }

    /// Adds an item below those there are, and its line pointer.
    mutating func append(item: [UInt8]) {
        let lower = Int(value(UInt16.self, at: 12))
        let upper = Int(value(UInt16.self, at: 14)) - (item.count + 7) & ~7
        bytes.replaceSubrange(upper..<upper + item.count, with: item)
        // ItemIdData: 15 bits of offset, 2 of flags (1: normal), 15 of length.
        set(UInt32(upper) | 1 << 15 | UInt32(item.count) << 17, at: lower)
        set(UInt16(lower + 4), at: 12)
        set(UInt16(upper), at: 14)
    }
}
