import Model
import SQLSyntax

/// Lines of a terminal of a certain width.
struct Canvas {
    private(set) var lines: [String] = []
    let width: Int
    let style: Style

    /// Below 40 columns text is unreadable; lines of more than 110 tire the eye.
    init(width: Int, colour: Bool) {
        self.width = min(max(width, 40), 110)
        style = Style(isColoured: colour)
    }

    var text: String { Visible.uncommanded(lines.joined(separator: "\n")) + "\n" }

    mutating func blank() {
        if lines.last != "" { lines.append("") }
    }

    /// A line that fits already.
    mutating func line(_ text: String) { lines.append(style.safe(Visible.withoutBreaks(text))) }

    /// Prose, wrapped at blanks; `first` stands before its first line, blanks of the same width before the others.
    mutating func paragraph(_ text: String, indent: Int = 0, first: String = "", ink: Style.Ink? = nil) {
        let margin = String(repeating: " ", count: indent)
        let (first, prose) = (Visible.withoutBreaks(first).printable, Visible.withoutBreaks(text).printable)
        let hanging = margin + String(repeating: " ", count: DisplayWidth.of(first))
        for (position, line) in Self.wrapped(prose, width: width - DisplayWidth.of(hanging)).enumerated() {
            lines.append((position == 0 ? margin + first : hanging) + style(line, ink))
        }
    }

    /// `TITLE ------ aside`.
    mutating func heading(_ title: String, aside: String = "") {
        blank()
        let aside = aside.isEmpty ? "" : " " + aside
        let rule = max(width - DisplayWidth.of(title) - DisplayWidth.of(aside) - 1, 3)
        line(style(title, .bold) + " " + style(String(repeating: "─", count: rule), .dim) + aside)
    }

    /// SQL to copy: as it is, whatever its length, and without colour.
    mutating func verbatim(_ text: String, indent: Int) {
        let margin = String(repeating: " ", count: indent)
        for line in SQL.visible(text).printable.split(separator: "\n", omittingEmptySubsequences: false) {
            lines.append(margin + line)
        }
    }

    /// Text to the left and text to the right end of a line; the left one gives way.
    mutating func spread(_ left: String, _ right: String, indent: Int = 0, ink: Style.Ink? = nil) {
        let right = Visible.withoutBreaks(right).printable
        let room = max(width - indent - DisplayWidth.of(right) - (right.isEmpty ? 0 : 2), 8)
        let text = Visible.withoutBreaks(left).printable.truncated(room)
        let padding = right.isEmpty ? text : text.padded(room)
        lines.append(
            String(repeating: " ", count: indent) + style(padding, ink) + (right.isEmpty ? "" : "  " + right))
    }

    /// Breaks prose at blanks; a word longer than a line is cut.
    static func wrapped(_ text: String, width: Int) -> [String] {
        let width = max(width, 8)
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            for word in paragraph.split(separator: " ") {
                for piece in pieces(of: word, width: width) {
                    if line.isEmpty {
                        line = piece
                    } else if DisplayWidth.of(line) + 1 + DisplayWidth.of(piece) <= width {
                        line += " " + piece
                    } else {
                        lines.append(line)
                        line = piece
                    }
                }
            }
            lines.append(line)
        }
        return lines
    }

    private static func pieces(of word: Substring, width: Int) -> [String] {
        guard DisplayWidth.of(word) > width else { return [String(word)] }
        var pieces = [""]
        for character in word {
            if DisplayWidth.of(pieces[pieces.count - 1]) + DisplayWidth.of(character) > width { pieces.append("") }
            pieces[pieces.count - 1].append(character)
        }
        return pieces
    }
}
