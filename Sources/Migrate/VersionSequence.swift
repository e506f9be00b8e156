import Foundation
import Model

/// The versions that follow those of a folder.
struct VersionSequence {
    enum Style {
        /// 1, 2, 3 with zeros in front up to a width.
        case number(width: Int)
        /// UTC, YYYYMMDDHHMMSS.
        case timestamp
    }

    private var next: Int
    private let width: Int
    private let isTimestamp: Bool

    init(after versions: [String], style: Style, now: Date) {
        let numbers = versions.compactMap { version in Int(version).map { ($0, version.utf8.count) } }
        let last = numbers.max { $0.0 < $1.0 }
        switch style {
        case .timestamp where last == nil: isTimestamp = true
        case .number(let width) where last == nil:
            isTimestamp = false
            self.width = width
            next = 1
            return
        default: isTimestamp = (last?.1 ?? 0) == 14
        }
        width = last?.1 ?? 14
        let following = (last?.0 ?? 0).saturatingSum(1)
        next = isTimestamp ? max(Self.stamp(now), Self.normal(following)) : following
    }

    mutating func take() -> String {
        defer { next = isTimestamp ? Self.normal(next.saturatingSum(1)) : next.saturatingSum(1) }
        let digits = String(next)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    static func stamp(_ date: Date) -> Int {
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        return [parts.month, parts.day, parts.hour, parts.minute, parts.second].reduce(parts.year ?? 0) {
            $0 * 100 + ($1 ?? 0)
        }
    }

    /// Carries a 60th second, as time stamps that are counted up have one.
    private static func normal(_ stamp: Int) -> Int {
        var parts = DateComponents()
        var rest = stamp
        func pop() -> Int {
            defer { rest /= 100 }
            return rest % 100
        }
        parts.second = pop()
        parts.minute = pop()
        parts.hour = pop()
        parts.day = pop()
        parts.month = pop()
        parts.year = rest
        return calendar.date(from: parts).map(Self.stamp) ?? stamp
    }

    private static var calendar: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .gmt
        return calendar
    }
}
