import Model
import Mustache
import SQLSyntax

/// A value of evidence as templates see it.
struct Fact: MustacheTransformable, MustacheCustomRenderable, MustacheParent {
    let value: Value

    /// The helpers of templates, all of them spoken by `Format`.
    enum Helper: String, CaseIterable {
        case bytes, count, percent, milliseconds, perday, days, factor, memory, s
    }

    func transform(_ name: String) -> Any? {
        guard let helper = Helper(rawValue: name), let number = value.number else { return "?" }
        return switch helper {
        case .bytes: Format.bytes(number)
        case .count: Format.count(number)
        case .percent: Format.percent(number)
        case .milliseconds: Format.duration(milliseconds: number)
        case .perday: Format.perDay(milliseconds: number)
        case .days: Format.days(number)
        case .factor: Format.factor(number)
        case .memory: Format.memory(number)
        case .s: number == 1 ? "" : "s"
        }
    }

    /// Figures without grouping: a fix is SQL. A text is one line, whatever names it holds: a line break would end the comment that
    /// it stands in, or begin a line of its own in a report.
    var renderText: String {
        switch value {
        case .null: ""
        case .integer(let number): String(number)
        case .real(let number): Int64(exactly: number).map { String($0) } ?? "\(number)"
        case .text(let text): Visible.withoutBreaks(SQL.visible(text))
        case .boolean(let flag): flag ? "true" : "false"
        }
    }

    /// What a section `{{#name}}` leaves out.
    var isNull: Bool {
        switch value {
        case .null: true
        case .integer(let number): number == 0
        case .real(let number): number == 0
        case .text(let text): text.isEmpty
        case .boolean(let flag): !flag
        }
    }

    /// A fact has no parts: names inside its section are those around it.
    func child(named: String) -> Any? { nil }
}

extension Value {
    /// The number of an integer, a real or a boolean.
    var number: Double? {
        if case .boolean(let flag) = self { flag ? 1 : 0 } else { real }
    }
}
