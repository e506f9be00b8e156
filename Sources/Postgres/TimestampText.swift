/// Reads `2026-11-23 21:04:05.123456+05:30`, the ISO form of a PostgreSQL time.
struct TimestampText {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// nil if the text has another form.
    var secondsSinceEpoch: Double? {
        var scanner = self
        return scanner.scan()
    }

    private mutating func scan() -> Double? {
        guard let year = number(), take("-"), let month = number(), take("-"), let day = number(),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let midnight = Double(Self.daysSinceEpoch(year: year, month: month, day: day) * 86_400)
        if index == bytes.count { return midnight }
        guard take(" ") || take("T"), let hour = number(), take(":"), let minute = number(), take(":"),
            let second = number()
        else { return nil }
        let fraction = take(".") ? self.fraction() : 0
        guard let fraction, let offset = offset(), index == bytes.count else { return nil }
        return midnight + Double(hour * 3600 + minute * 60 + second - offset) + fraction
    }

    /// Seconds east of UTC: `+02`, `-03:30`, `+00:19:32`, `Z` or nothing.
    private mutating func offset() -> Int? {
        if index == bytes.count || take("Z") { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = number() else { return nil }
        var offset = hours * 3600
        if take(":") {
            guard let minutes = number() else { return nil }
            offset += minutes * 60
            if take(":") {
                guard let seconds = number() else { return nil }
                offset += seconds
            }
        }
        return sign * offset
    }

    private mutating func number() -> Int? {
        let start = index
        var value = 0
        while index < bytes.count, case let digit = bytes[index] &- UInt8(ascii: "0"), digit <= 9, index - start < 6 {
            value = value * 10 + Int(digit)
            index += 1
        }
        return index > start ? value : nil
    }

    private mutating func fraction() -> Double? {
        let start = index
        guard let digits = number() else { return nil }
        var fraction = Double(digits)
        for _ in start..<index { fraction /= 10 }
        return fraction
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    /// Days from 1970-01-01 in the Gregorian calendar: eras of 400 years of 146,097 days, years starting in March.
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
