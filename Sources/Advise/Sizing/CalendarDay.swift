/// Days as numbers, to reckon with.
enum CalendarDay {
    /// Days from 0000-03-01 to the date that a text begins with (ISO: `2024-01-31`, with a time or without); nil where it does
    /// not, for infinity and for years before the common era.
    private static let lastYear = 5_874_897

    static func number(_ text: String) -> Int? {
        let parts = text.prefix { $0.isNumber || $0 == "-" }.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...12).contains(month), (1...31).contains(day), (0...Self.lastYear).contains(year), !text.hasSuffix("BC")
        else { return nil }
        // Years begin in March: the leap day is their last.
        let (shifted, years) = month > 2 ? (month - 3, year) : (month + 9, year - 1)
        return years * 365 + years / 4 - years / 100 + years / 400 + (shifted * 153 + 2) / 5 + day - 1
    }
}
