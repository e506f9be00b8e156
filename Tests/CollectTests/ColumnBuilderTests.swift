import Model
import Testing

@testable import Collect

@Suite struct ColumnBuilderTests {
    private func values(_ type: ColumnType, _ texts: [String?]) -> ColumnValues {
        var builder = ColumnBuilder(type)
        for text in texts {
            guard let text else {
                builder.append(nil as UnsafeBufferPointer<UInt8>?)
                continue
            }
            // As libpq does: a NUL behind the value.
            (Array(text.utf8) + [0]).withUnsafeBufferPointer { bytes in
                builder.append(UnsafeBufferPointer(rebasing: bytes.dropLast()))
            }
        }
        return builder.values
    }

    @Test func integers() {
        let texts = ["0", "-1", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1.5", "-", nil]
        #expect(values(.integer, texts) == .integers([0, -1, .max, .min, nil, nil, nil, nil]))
    }

    @Test func realsThatJSONCannotHoldAreNull() {
        #expect(
            values(.real, ["1.5", "-1e-7", "NaN", "Infinity", "-Infinity", nil])
                == .reals([1.5, -1e-7, nil, nil, nil, nil]))
    }

    @Test func textsThatAreNotUTF8AreRepaired() {
        var builder = ColumnBuilder(.text)
        [0x61, 0xFF, 0x62].withUnsafeBufferPointer { builder.append($0) }
        #expect(builder.values == .texts(["a\u{FFFD}b"]))
    }

    @Test func booleans() { #expect(values(.boolean, ["t", "f", nil]) == .booleans([true, false, nil])) }
}
