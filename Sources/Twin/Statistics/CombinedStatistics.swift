/// The data of extended statistics that ANALYZE writes (statistics/statistics.h), checked before a server reads them: it trusts them
/// as its own, and would follow a length or a number that lies.
enum CombinedStatistics {
    private static let basic: UInt32 = 1

    /// Magic and kind of the form, then how many items.
    private static func header(_ data: inout StoredBytes, magic: UInt32) throws(UnsoundBytes) -> Int {
        guard try data.integer(UInt32.self) == magic else { throw UnsoundBytes("it does not begin as such data do") }
        guard try data.integer(UInt32.self) == basic else { throw UnsoundBytes("it is of a form that is not known") }
        return Int(try data.integer(UInt32.self))
    }

    private static func end(_ data: StoredBytes) throws(UnsoundBytes) {
        guard data.remaining == 0 else { throw UnsoundBytes("something follows its end") }
    }

    private static func attributes(
        _ data: inout StoredBytes, _ count: Int, of object: StatisticsObject
    ) throws(UnsoundBytes) -> [Int16] {
        guard (2...max(2, object.attributes.count)).contains(count) else {
            throw UnsoundBytes("it combines a number of columns that the object has not")
        }
        var found: [Int16] = []
        for _ in 0..<count { found.append(try data.integer(Int16.self)) }
        guard Set(found).count == count, found.allSatisfy(object.attributes.contains) else {
            throw UnsoundBytes("it speaks of columns that the object has not")
        }
        return found
    }

    /// pg_ndistinct: how many different values each combination has. The planner takes it for granted that all are there.
    static func checkDistinct(_ data: StoredBytes, of object: StatisticsObject) throws(UnsoundBytes) {
        var data = data
        let count = try header(&data, magic: 0xA352_BFA4)
        let width = object.attributes.count
        guard (2...8).contains(width), count == 1 << width - width - 1 else {
            throw UnsoundBytes("it has not one item for each combination of columns")
        }
        var seen: Set<Set<Int16>> = []
        for _ in 0..<count {
            let distinct = try data.real()
            guard distinct.isFinite, distinct >= 0 else { throw UnsoundBytes("a number of values is none") }
            let length = Int(try data.integer(Int32.self))
            guard seen.insert(Set(try attributes(&data, length, of: object))).inserted else {
                throw UnsoundBytes("it has a combination of columns twice")
            }
        }
        try end(data)
    }

    /// pg_dependencies: how far columns decide another.
    static func checkDependencies(_ data: StoredBytes, of object: StatisticsObject) throws(UnsoundBytes) {
        var data = data
        let count = try header(&data, magic: 0xB454_9A2C)
        // Of n columns, each is decided by combinations of the others.
        let width = object.attributes.count
        guard (2...8).contains(width), (1...width << width).contains(count) else {
            throw UnsoundBytes("it has more or fewer items than there are combinations of columns")
        }
        for _ in 0..<count {
            guard (0...1).contains(try data.real()) else { throw UnsoundBytes("a degree is not between 0 and 1") }
            _ = try attributes(&data, Int(try data.integer(Int16.self)), of: object)
        }
        try end(data)
    }

    /// pg_mcv_list: the commonest combinations of values (statistics/mcv.c). Of each column the different values, then for each
    /// combination which are null, how often it is there, and the numbers of its values.
    ///
    /// - Returns: the same with the twin's oids of types, where an extension's are others.
    static func checkedCommonValues(
        _ bytes: StoredBytes, of object: StatisticsObject
    ) throws(UnsoundBytes) -> StoredBytes {
        var data = bytes
        var result = bytes
        let count = try header(&data, magic: 0xE1A6_51C2)
        guard (1...10_000).contains(count) else { throw UnsoundBytes("it has no combinations, or too many") }
        guard Int(try data.integer(Int16.self)) == object.types.count, (1...8).contains(object.types.count) else {
            throw UnsoundBytes("it has not the object's number of columns")
        }
        for type in object.types {
            let place = data.offset
            let oid = try data.integer(UInt32.self)
            guard oid == type.oid || min(oid, type.oid) >= firstOid else {
                throw UnsoundBytes("its values are not of the columns' types")
            }
            result.replace(at: place, with: type.oid)
        }
        let dimensions = try object.types.map { type throws(UnsoundBytes) in try Dimension(&data, type) }
        for dimension in dimensions { try dimension.checkValues(&data) }
        for _ in 0..<count { try checkItem(&data, dimensions) }
        try end(data)
        return result
    }

    /// The first that is not PostgreSQL's own.
    private static let firstOid: UInt32 = 16_384

    private static func checkItem(_ data: inout StoredBytes, _ dimensions: [Dimension]) throws(UnsoundBytes) {
        var areNull: [Bool] = []
        for _ in dimensions {
            let flag = try data.integer(UInt8.self)
            guard flag <= 1 else { throw UnsoundBytes("a flag is neither true nor false") }
            areNull.append(flag == 1)
        }
        guard (0...1).contains(try data.real()), (0...1).contains(try data.real()) else {
            throw UnsoundBytes("a frequency is not between 0 and 1")
        }
        for (dimension, isNull) in zip(dimensions, areNull) {
            guard Int(try data.integer(UInt16.self)) < dimension.count || isNull else {
                throw UnsoundBytes("it names a value that it does not have")
            }
        }
    }

    /// One column's different values.
    private struct Dimension {
        var type: StoredType
        var count: Int
        var size: Int
        /// Once each value stands alone and aligned.
        var alignedSize: Int

        init(_ data: inout StoredBytes, _ type: StoredType) throws(UnsoundBytes) {
            self.type = type
            count = Int(try data.integer(Int32.self))
            size = Int(try data.integer(Int32.self))
            alignedSize = Int(try data.integer(Int32.self))
            let length = Int(try data.integer(Int32.self))
            let isByValue = try data.integer(UInt8.self)
            _ = try data.take(3)
            guard length == type.length, isByValue == (type.isByValue ? 1 : 0) else {
                throw UnsoundBytes("its values are not as long as the columns' types are")
            }
            guard (0...10_000).contains(count), size >= 0 else {
                throw UnsoundBytes("it has too many values, or fewer than none")
            }
        }

        func checkValues(_ data: inout StoredBytes) throws(UnsoundBytes) {
            var values = try data.take(size)
            var needed = 0
            for _ in 0..<count {
                if type.length > 0 {
                    try type.check(try values.take(type.length))
                    needed += type.isByValue ? 0 : StoredType.aligned(type.length)
                } else {
                    let length = Int(try values.integer(UInt32.self))
                    try type.check(try values.take(length, offset: 4))
                    needed += StoredType.aligned(length + 4)
                }
            }
            guard values.remaining == 0, needed == alignedSize else {
                throw UnsoundBytes("its values take another size than it says")
            }
        }
    }
}
