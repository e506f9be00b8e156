import Glibc

/// Reads out of EXPLAIN's JSON the two things that are asked thousands of times a second: what it costs, and which
/// indexes it reads.
///
/// Within a JSON string a quote has a backslash before it, so the bytes of a key with its quotes, colon and blank are
/// that key and nothing else.
enum PlanScan {
    private static let cost = Array("\"Total Cost\": ".utf8)
    private static let index = Array("\"Index Name\": \"".utf8)

    /// The cost of the root, which EXPLAIN writes before its children's; nil where there is none.
    ///
    /// - Parameter text: followed by a zero byte, as libpq gives it.
    static func totalCost(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let place = find(cost, in: text, from: 0), let base = text.baseAddress else { return nil }
        return (base + place + cost.count).withMemoryRebound(to: CChar.self, capacity: 1) { strtod($0, nil) }
    }

    /// The names as they stand in the JSON, each as often as it occurs.
    static func indexNames(_ text: UnsafeBufferPointer<UInt8>) -> [String] {
        var names: [String] = []
        var from = 0
        while let place = find(index, in: text, from: from) {
            let start = place + index.count
            var end = start
            while end < text.count, text[end] != UInt8(ascii: "\"") { end += text[end] == UInt8(ascii: "\\") ? 2 : 1 }
            names.append(String(decoding: text[start..<min(end, text.count)], as: UTF8.self))
            from = end
        }
        return names
    }

    /// Keys begin with a quote.
    private static func find(_ key: [UInt8], in text: UnsafeBufferPointer<UInt8>, from: Int) -> Int? {
        guard let base = text.baseAddress else { return nil }
        var from = from
        while from + key.count <= text.count {
            guard let quote = memchr(base + from, Int32(key[0]), text.count - from) else { return nil }
            let place = UnsafeRawPointer(quote) - UnsafeRawPointer(base)
            if place + key.count <= text.count, memcmp(quote, key, key.count) == 0 { return place }
            from = place + 1
        }
        return nil
    }
}
