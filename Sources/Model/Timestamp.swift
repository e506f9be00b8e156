/// Moments in UTC, from seconds since 1970.
extension Format {
    /// ISO 8601, as machines read it: `2026-11-23T10:00:00Z`; milliseconds where there are some.
    public static func timestamp(_ seconds: Double) -> String {
        guard let moment = Moment(seconds) else { return "?" }
        let fraction = moment.milliseconds == 0 ? "" : "." + padded(moment.milliseconds, 3)
        return "\(moment.date)T\(moment.time):\(padded(moment.second, 2))\(fraction)Z"
    }

    /// To the minute, as people read it: `2026-11-23 10:00`.
    public static func minute(_ seconds: Double) -> String {
        guard let moment = Moment(seconds) else { return "?" }
        return "\(moment.date) \(moment.time)"
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }

    private struct Moment {
        var date: String
        var time: String
        var second: Int
        var milliseconds: Int

        init?(_ seconds: Double) {
            guard seconds.isFinite, abs(seconds) < 1e11 else { return nil }
            let total = Int((seconds * 1_000).rounded())
            let days = Moment.floored(total, 86_400_000)
            let rest = total - days * 86_400_000
            milliseconds = rest % 1_000
            second = rest / 1_000 % 60
            time = "\(padded(rest / 3_600_000, 2)):\(padded(rest / 60_000 % 60, 2))"
            date = Moment.civil(days)
        }

        /// The Gregorian date of a day since 1970, by eras of 400 years that begin on a 1 March (Hinnant,
        /// "chrono-compatible low-level date algorithms").
        private static func civil(_ days: Int) -> String {
            let shifted = days + 719_468
            let era = floored(shifted, 146_097)
            let dayOfEra = shifted - era * 146_097
            let year = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
            let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
            let month = (5 * dayOfYear + 2) / 153
            let day = dayOfYear - (153 * month + 2) / 5 + 1
            let civilMonth = month < 10 ? month + 3 : month - 9
            return
                "\(padded(year + era * 400 + (civilMonth <= 2 ? 1 : 0), 4))-\(padded(civilMonth, 2))-\(padded(day, 2))"
        }

        private static func floored(_ value: Int, _ divisor: Int) -> Int {
            value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
        }
    }
}
