/// Numbers and operators.
extension Lexer {
    mutating func number() -> Token.Kind {
        if let end = endOfRadixNumber {
            position = end
            return .number
        }
        skipDigits()
        if byte() == UInt8(ascii: "."), byte(1) != UInt8(ascii: ".") {
            position += 1
            skipDigits()
        }
        if byte() | 0x20 == UInt8(ascii: "e") {
            let sign = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-") ? 1 : 0
            if Self.isDigit(byte(1 + sign)) {
                position += 1 + sign
                skipDigits()
            }
        }
        return .number
    }

    /// Digits with single underscores between them.
    private mutating func skipDigits() {
        guard Self.isDigit(byte()) else { return }
        while Self.isDigit(byte()) || (byte() == UInt8(ascii: "_") && Self.isDigit(byte(1))) { position += 1 }
    }

    /// Of `0x1F`, `0o17`, `0b1`; nil where it is another number, or a word is stuck to it.
    private var endOfRadixNumber: Int? {
        guard byte() == UInt8(ascii: "0") else { return nil }
        let radix: UInt8
        switch byte(1) | 0x20 {
        case UInt8(ascii: "x"): radix = 16
        case UInt8(ascii: "o"): radix = 8
        case UInt8(ascii: "b"): radix = 2
        default: return nil
        }
        func isDigit(_ byte: UInt8) -> Bool {
            let digit = Self.isDigit(byte) ? byte - UInt8(ascii: "0") : (byte | 0x20) &- UInt8(ascii: "a") &+ 10
            return digit < radix && (Self.isDigit(byte) || digit >= 10)
        }
        var length = 2
        while isDigit(byte(length)) || (byte(length) == UInt8(ascii: "_") && isDigit(byte(length + 1))) { length += 1 }
        return length > 2 && !Self.isWordPart(byte(length)) ? position + length : nil
    }

    /// Operator characters side by side, up to where a comment begins.
    struct SignRun {
        var end = 0
        /// The last character that makes a `+` or `-` behind it part of the operator.
        var lastFree = -1
        /// The last one that is neither `+` nor `-`.
        var lastOther = -1
    }

    /// An operator ends where a comment begins, and in no `+` or `-`, unless it has a character that SQL's own do not have.
    mutating func sign() -> Token.Kind {
        let start = position
        // A run is looked at once, however many operators it is cut into.
        if start >= signRun.end { signRun = run() }
        if signRun.lastFree >= start {
            position = signRun.end
        } else {
            position = max(signRun.lastOther, start) + 1
        }
        return .sign
    }

    private func run() -> SignRun {
        var run = SignRun()
        var offset = 0
        repeat {
            let sign = byte(offset)
            if Self.isFreeSign(sign) { run.lastFree = position + offset }
            if sign != UInt8(ascii: "+"), sign != UInt8(ascii: "-") { run.lastOther = position + offset }
            offset += 1
        } while Self.isSign(byte(offset)) && !beginsComment(offset)
        run.end = position + offset
        return run
    }

    private func beginsComment(_ offset: Int) -> Bool {
        (byte(offset) == UInt8(ascii: "-") && byte(offset + 1) == UInt8(ascii: "-"))
            || (byte(offset) == UInt8(ascii: "/") && byte(offset + 1) == UInt8(ascii: "*"))
    }
}
