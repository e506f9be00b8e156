import Foundation

/// What templates and client libraries leave in SQL for somebody else to fill in.
enum TemplatePlaceholder {
    private static let marks: [(open: String, close: String)] = [
        ("{{", "}}"), ("{%", "%}"), ("<%", "%>"), ("${", "}"), ("#{", "}"), ("@@", "@@"), ("%(", ")s"), ("[%", "%]"),
    ]

    /// The first, as it stands; nil where there is none.
    static func first(in text: String) -> String? {
        let found = marks.compactMap { mark -> Range<String.Index>? in
            guard let open = text.range(of: mark.open),
                let close = text.range(of: mark.close, range: open.upperBound..<text.endIndex),
                text.distance(from: open.lowerBound, to: close.upperBound) <= 80
            else { return nil }
            return open.lowerBound..<close.upperBound
        }
        return found.min { $0.lowerBound < $1.lowerBound }.map { String(text[$0]) }
    }
}
