import ArgumentParser
import Foundation
import JSONTape
import Model

/// Rows of values as a table for people, or as CSV or JSON.
struct TableText {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, csv, json
    }

    var columns: [String]
    var rows: [[Value]]

    func render(_ format: Format) -> String {
        switch format {
        case .table: table
        case .csv:
            Visible.uncommanded(([columns] + rows.map { $0.map(Self.text) }).map(Self.csvLine).joined(separator: "\n"))
        case .json: json
        }
    }

    /// Columns beyond which a table is not padded: one long text must not make every row as long.
    private static let widest = 120

    private var table: String {
        let cells = rows.map { $0.map { Visible.text(Self.text($0)).replacing("\n", with: " ") } }
        let columns = columns.map(Visible.line)
        let widths = columns.indices.map { column in
            let widest = ([columns[column]] + cells.map { $0[column] }).map(\.count).max() ?? 0
            // A rule that begins with three signs is a heading to Buildkite.
            return min(max(widest, column == 0 ? 4 : 0), Self.widest)
        }
        func line(_ values: [String], pad: Character = " ", numbers: [Bool]) -> String {
            values.indices.map { column in
                let space = String(repeating: pad, count: max(0, widths[column] - values[column].count))
                return numbers[column] ? space + values[column] : values[column] + space
            }.joined(separator: "  ").trimmingCharacters(in: .init(charactersIn: numbers.last == true ? "" : " "))
        }
        let numeric = columns.indices.map { column in
            rows.contains { $0[column].real != nil } && rows.allSatisfy { $0[column].isNull || $0[column].real != nil }
        }
        let rule = line(widths.map { String(repeating: "-", count: $0) }, pad: "-", numbers: columns.map { _ in false })
        return
            ([line(columns, numbers: numeric), rule] + cells.map { line($0, numbers: numeric) }
            + ["(\(Model.Format.plural(rows.count, "row")))"]).joined(separator: "\n")
    }

    private var json: String {
        var writer = JSONWriter(pretty: true)
        writer.array { writer in
            for row in rows {
                writer.object { writer in
                    for (name, value) in zip(columns, row) {
                        writer.key(name)
                        writer.value(value)
                    }
                }
            }
        }
        return writer.text
    }

    static func text(_ value: Value) -> String {
        switch value {
        case .null: ""
        case .integer(let number): String(number)
        case .real(let number):
            number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
        case .text(let text): text
        case .boolean(let flag): flag ? "1" : "0"
        }
    }

    /// RFC 4180.
    private static func csvLine(_ fields: [String]) -> String {
        fields.map(Visible.text).map { field in
            // A quote before a command of a CI server's makes it a text like others.
            field.holdsScalar(of: ",\"\n") || Visible.beginsCommand(field)
                ? "\"" + field.replacingScalars { $0 == "\"" ? "\"\"" : nil } + "\"" : field
        }.joined(separator: ",")
    }
}

extension JSONWriter {
    mutating func value(_ value: Value) {
        switch value {
        case .null: null()
        case .integer(let number): self.value(number)
        case .real(let number): self.value(number)
        case .text(let text): self.value(text)
        case .boolean(let flag): self.value(flag)
        }
    }
}
