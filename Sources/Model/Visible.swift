/// Text from outside (a target, a file, a log) as it may be shown: the one place that decides which characters are dangerous.
///
/// A control or escape character can drive a terminal, a bidirectional mark shows other text than there is, and an invisible
/// one makes two names look alike. Each is shown by its number, `\u{202E}`.
public enum Visible {
    /// The text with dangerous characters shown by their numbers; line breaks and tabs stay.
    public static func text(_ text: String) -> String {
        guard holdsHazard(text) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.replacing("\r\n", with: "\n").unicodeScalars {
            if isHazard(scalar) {
                result.append(contentsOf: number(scalar).unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// `text` on one line: each stretch of white space becomes a blank.
    public static func line(_ text: String) -> String {
        let shown = self.text(text)
        guard shown.utf8.contains(where: { $0 == 0x0A || $0 == 0x09 || $0 == 0x20 || $0 >= 0x80 }) else { return shown }
        return shown.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// `text` where only one line may stand: each line break becomes a blank.
    public static func withoutBreaks(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return text }
        return String(text.map { $0.isNewline ? " " : $0 })
    }

    /// Whether a character must not be shown as it is. Line feed and tab are for the form of output to decide.
    public static func isHazard(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x20...0x7E: false
        case ..<0x20, 0x7F...0x9F: true
        case ..<0xAD: false
        default: hazards.contains { $0.contains(scalar.value) }
        }
    }

    public static func holdsHazard(_ text: String) -> Bool {
        let isPlain = text.utf8.allSatisfy { ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x0A || $0 == 0x09 }
        return !isPlain && text.unicodeScalars.contains(where: isHazard)
    }

    /// `\u{1B}`
    public static func number(_ scalar: Unicode.Scalar) -> String {
        "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }

    /// What Unicode calls default-ignorable (zero-width characters, bidirectional marks, variation selectors, tags, fillers,
    /// the soft hyphen), the separators of lines and paragraphs, and the marks of interlinear annotation.
    private static let hazards: [ClosedRange<UInt32>] = [
        0xAD...0xAD, 0x34F...0x34F, 0x61C...0x61C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F, 0x200B...0x200F,
        0x2028...0x202E, 0x2060...0x206F, 0x3164...0x3164, 0xFE00...0xFE0F, 0xFEFF...0xFEFF, 0xFFA0...0xFFA0,
        0xFFF0...0xFFFB, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0xE0FFF,
    ]
}
