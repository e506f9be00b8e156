import Model

/// Emphasis on a terminal; nothing where colour was not asked for.
struct Style {
    enum Ink: String {
        case bold = "1"
        case dim = "2"
        case red = "1;31"
        case yellow = "33"
        case cyan = "36"
    }

    var isColoured: Bool

    func callAsFunction(_ text: String, _ ink: Ink?) -> String {
        guard isColoured, let ink, !text.isEmpty else { return text }
        return "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m"
    }
}

extension Severity {
    var ink: Style.Ink {
        switch self {
        case .critical: .red
        case .warning: .yellow
        case .info: .cyan
        }
    }
}
