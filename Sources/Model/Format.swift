/// Figures as people read them: the one place where numbers become words, for messages and for reports.
///
/// Two significant digits or all of the integer ones, never both a fraction and many digits: `1.4 GB`, `14 GB`,
/// `850 ms`. A value that is not finite prints as `?`.
public enum Format {
    /// Decimal units, as disks are sold and budgets are given: `1.4 GB`, `640 B`.
    public static func bytes(_ value: Double) -> String {
        scaled(value, units: [(1, "B"), (1e3, "kB"), (1e6, "MB"), (1e9, "GB"), (1e12, "TB"), (1e15, "PB")])
    }

    public static func bytes(_ value: Int64) -> String { bytes(Double(value)) }

    /// A setting as PostgreSQL shows it, in the largest binary unit without a rest: `4MB`, `1536kB`.
    public static func memory(_ value: Double) -> String {
        guard value >= 1024, value < 0x1p62 else { return bytes(value) }
        let units: [(size: Double, name: String)] = [
            (0x1p40, "TB"), (0x1p30, "GB"), (0x1p20, "MB"), (0x1p10, "kB"),
        ]
        guard let unit = units.first(where: { value.truncatingRemainder(dividingBy: $0.size) == 0 }) else {
            return bytes(value)
        }
        return String(Int64(value / unit.size)) + unit.name
    }

    /// `0.042 ms`, `850 ms`, `12 s`, `3.2 h`, `5 days`.
    public static func duration(milliseconds value: Double) -> String {
        if abs(value) >= 48 * hour { return days(value / (24 * hour)) }
        return scaled(value, units: clock)
    }

    /// A load: server time a day, in hours beyond a day too, as several sessions may work at once: `3.2 h/day`.
    public static func perDay(milliseconds value: Double) -> String {
        scaled(value, units: clock) + "/day"
    }

    /// `1 day`, `12 days`, `0.4 days`.
    public static func days(_ value: Double) -> String {
        let figure = significant(value)
        return figure == "1" ? "1 day" : figure + " days"
    }

    /// With thousands separated: `12,345`. A fraction shows below 10 only: `0.5`, `3.2`, `17`.
    public static func count(_ value: Double) -> String { significant(value) }

    public static func count(_ value: Int) -> String { grouped(String(value)) }

    /// In at most three digits and a letter, for narrow columns: `950`, `12k`, `3.4M`, `1.2B`.
    public static func compactCount(_ value: Double) -> String {
        scaled(value, units: [(1, ""), (1e3, "k"), (1e6, "M"), (1e9, "B"), (1e12, "T")], separator: "")
    }

    /// A share of 0 to 1 with one decimal: `3.4%`. What is more than nothing never prints as `0%`.
    public static func percent(_ share: Double) -> String {
        let percent = share * 100
        if percent > 0, percent < 0.1 { return "<0.1%" }
        return decimal(percent, places: abs(percent) < 99.95 ? 1 : 0) + "%"
    }

    /// How many times: `3.2x`, `1,200x`.
    public static func factor(_ value: Double) -> String { significant(value) + "x" }

    /// `3.2 h/day`, `1.4 GB`, `in 12 days`, `now`; empty for a risk without a figure.
    public static func impact(_ impact: Impact) -> String {
        switch impact.unit {
        case .millisecondsPerDay: perDay(milliseconds: impact.value)
        case .bytes: bytes(impact.value)
        case .daysUntil: impact.value <= 0 ? "now" : "in " + days(impact.value)
        case .none: ""
        }
    }

    /// `1 index`, `12,345 indexes`.
    public static func plural(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        "\(self.count(count)) \(count == 1 ? one : many ?? one + "s")"
    }
}

extension Format {
    private static let hour = 3_600_000.0
    private static let clock: [(size: Double, name: String)] = [
        (1, "ms"), (1_000, "s"), (60_000, "min"), (hour, "h"),
    ]

    /// The largest unit that the figure reaches, once it is rounded to whole ones of the unit below: 999.6 MB is 1 GB.
    private static func scaled(
        _ value: Double, units: [(size: Double, name: String)], separator: String = " "
    ) -> String {
        var unit = units[0]
        for larger in units.dropFirst() where (abs(value) / unit.size).rounded() * unit.size >= larger.size {
            unit = larger
        }
        return significant(value / unit.size) + separator + unit.name
    }

    /// Two significant digits below 10, integers from there on.
    private static func significant(_ value: Double) -> String {
        switch abs(value) {
        case ..<0.095: decimal(value, places: 3)
        case ..<0.95: decimal(value, places: 2)
        case ..<9.95: decimal(value, places: 1)
        default: decimal(value, places: 0)
        }
    }

    /// Rounded to at most `places` decimals, zeros at the end dropped, thousands separated.
    public static func decimal(_ value: Double, places: Int) -> String {
        guard value.isFinite else { return "?" }
        let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = (abs(value) * scale).rounded()
        // Beyond 2^53 the fraction is noise, and Int64 overflows soon after.
        guard scaled < 9e15 else { return value < 0 ? "-" + huge(-value) : huge(value) }
        let units = Int64(scaled)
        let whole = grouped(String(units / Int64(scale)))
        var fraction = String(units % Int64(scale))
        fraction = String(repeating: "0", count: max(places - fraction.count, 0)) + fraction
        while fraction.last == "0" { fraction.removeLast() }
        let figure = fraction.isEmpty || places == 0 ? whole : whole + "." + fraction
        return value < 0 && units > 0 ? "-" + figure : figure
    }

    private static func huge(_ value: Double) -> String { "\(value)" }

    private static func grouped(_ digits: String) -> String {
        let sign = digits.hasPrefix("-") ? "-" : ""
        let figures = Array(digits.utf8.dropFirst(sign.utf8.count))
        var result = ""
        for (position, digit) in figures.enumerated() {
            if position > 0, (figures.count - position) % 3 == 0 { result.append(",") }
            result.unicodeScalars.append(Unicode.Scalar(digit))
        }
        return sign + result
    }
}
