import ArgumentParser
import Model

/// A span of time as people type it: `30m`, `12h`, `7d`, `2w`; a bare number counts seconds.
struct TimeSpan: ExpressibleByArgument, Equatable {
    let seconds: Double

    init?(argument: String) {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
        let unit = argument.last.flatMap { units[$0] }
        let digits = unit == nil ? Substring(argument) : argument.dropLast()
        guard let number = Double(digits), number > 0, number.isFinite else { return nil }
        seconds = number * (unit ?? 1)
    }

    var defaultValueDescription: String { "\(Int(saturating: seconds)) s" }
}
