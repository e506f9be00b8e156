import Model

/// How many columns text takes on a terminal.
enum DisplayWidth {
    static func of(_ text: some StringProtocol) -> Int {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    /// A character is as wide as its widest scalar: what joins, modifies or combines adds nothing.
    static func of(_ character: Character) -> Int {
        var width = 0
        for scalar in character.unicodeScalars {
            // An emoji variation selector makes a narrow symbol wide.
            if scalar.value == 0xFE0F, width == 1 { width = 2 }
            width = max(width, of(scalar))
        }
        return width
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    /// East Asian Wide and Fullwidth blocks of Unicode 15; the emoji among them follow their property.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1B000...0x1B2FF, 0x20000...0x3FFFD,
    ]
}

extension String {
    /// Blanks added on the right up to a width.
    func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(width - DisplayWidth.of(self), 0)) }

    /// Blanks added on the left up to a width.
    func rightAligned(_ width: Int) -> String {
        String(repeating: " ", count: max(width - DisplayWidth.of(self), 0)) + self
    }

    /// Cut to a width, with an ellipsis where something is missing.
    func truncated(_ width: Int) -> String {
        guard DisplayWidth.of(self) > width else { return self }
        var kept = ""
        var used = 0
        for character in self {
            used += DisplayWidth.of(character)
            if used > width - 1 { break }
            kept.append(character)
        }
        return width > 0 ? kept + "…" : ""
    }

    /// On one line: each stretch of white space becomes a blank.
    var onOneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    /// As it may be shown on a terminal; line breaks stay, and a tab takes four columns wherever it stands.
    var printable: String { Visible.text(self).replacing("\t", with: "    ") }
}
