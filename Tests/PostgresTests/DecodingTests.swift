import Foundation
import Testing

@testable import Postgres

@Suite struct DecodingTests {
    /// A pooler may answer with less than was asked for.
    @Test func columnsThatAreNotThereAreNull() async throws {
        try await withConnection { connection in
            for sql in ["SELECT 1", "SELECT"] {
                let rows = try await connection.query(sql)
                let row = try #require(rows.first)
                for column in [1, 2, -1, Int.max] {
                    #expect(row[column].string == nil)
                    #expect(throws: PostgresError.self) { try row.decode(column, as: Int.self) }
                    #expect(rows.withBytes(row: 0, column: column) { $0 == nil })
                }
                #expect(rows.withBytes(row: 7, column: 0) { $0 == nil })
            }
        }
    }

    private func decode<T: CellDecodable>(_ text: String, as type: T.Type = T.self) -> T? {
        var text = text
        return text.withUTF8 { T.decode($0) }
    }

    @Test func integers() {
        #expect(decode("0", as: Int.self) == 0)
        #expect(decode("-9223372036854775808", as: Int.self) == .min)
        #expect(decode("9223372036854775807", as: Int64.self) == .max)
        #expect(decode("4294967295", as: UInt32.self) == .max)
        for bad in ["", "-", "1.5", " 1", "9223372036854775808", "-9223372036854775809", "1e3", "+1", "--1"] {
            #expect(decode(bad, as: Int.self) == nil, "\(bad)")
        }
        #expect(decode("4294967296", as: UInt32.self) == nil)
        #expect(decode("-1", as: UInt32.self) == nil)
    }

    @Test func otherScalars() {
        #expect(decode("1.5e3", as: Double.self) == 1500)
        #expect(decode("-Infinity", as: Double.self) == -.infinity)
        #expect(decode("NaN", as: Double.self)?.isNaN == true)
        #expect(decode("one", as: Double.self) == nil)
        #expect(decode("t", as: Bool.self) == true)
        #expect(decode("f", as: Bool.self) == false)
        #expect(decode("true", as: Bool.self) == nil)
        #expect(decode("8c4f2a1e-0000-4000-8000-00000000000a", as: UUID.self) != nil)
        #expect(decode("8c4f", as: UUID.self) == nil)
    }

    @Test func repairsInvalidUTF8() {
        let bytes: [UInt8] = [0x61, 0xFF, 0xC3, 0x62]
        #expect(bytes.withUnsafeBufferPointer { String.decode($0) } == "a\u{FFFD}\u{FFFD}b")
    }

    @Test(
        arguments: [
            ("{}", []), ("{1,2}", ["1", "2"]), ("{NULL,\"NULL\",\"\"}", [nil, "NULL", ""]),
            (#"{"a b","c\"d","e\\f","{g,h}"}"#, ["a b", #"c"d"#, #"e\f"#, "{g,h}"]), ("[0:1]={7,8}", ["7", "8"]),
        ] as [(String, [String?])])
    func arrays(_ text: String, _ elements: [String?]) {
        #expect(decode(text, as: [String?].self) == elements)
        #expect(decode(ArrayLiteral.text(of: elements), as: [String?].self) == elements)
    }

    @Test(arguments: ["", "{", "}", "{1", "{1,}", "{,1}", "{1}x", "{{1},{2}}", "{\"a}", "{\"a\\", "[0:1]{1}", "1,2"])
    func refusesMalformedArrays(_ text: String) { #expect(decode(text, as: [String].self) == nil) }

    @Test func arraysOfNumbersRefuseTextAndNull() {
        #expect(decode("{1,-2}", as: [Int].self) == [1, -2])
        #expect(decode("{1,x}", as: [Int].self) == nil)
        #expect(decode("{1,NULL}", as: [Int].self) == nil)
        #expect(decode("{1,NULL}", as: [Int?].self) == [1, nil])
    }

    @Test(
        arguments: [
            ("1970-01-01 00:00:00+00", 0), ("2026-11-23 23:44:24.5+00", 1_795_477_464.5),
            ("2026-11-24 05:14:24+05:30", 1_795_477_464), ("2026-11-23 20:44:24-03", 1_795_477_464),
            ("2000-02-29", 951_782_400), ("1969-12-31 23:59:59", -1), ("1600-03-01 00:00:00", -11_670_912_000),
        ] as [(String, Double)])
    func times(_ text: String, _ seconds: Double) {
        #expect(decode(text, as: Date.self)?.timeIntervalSince1970 == seconds)
    }

    @Test(arguments: ["", "infinity", "2026", "2026-13-01", "23/11/2026", "2026-11-23 23", "2026-11-23 23:44:24 BC"])
    func refusesOtherTimes(_ text: String) { #expect(decode(text, as: Date.self) == nil) }
}
