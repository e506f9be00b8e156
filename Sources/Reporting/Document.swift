import JSONTape
import Model

/// A JSON value to be written, with sorted keys, so that equal reports are equal texts.
indirect enum Document: Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case array([Document])
    case object([String: Document])

    init(_ text: String?) { self = text.map(Document.text) ?? .null }
    init(_ number: Double?) { self = number.map(Document.number) ?? .null }
    init(_ count: Int) { self = .integer(Int64(count)) }
    init(_ texts: [String]) { self = .array(texts.map(Document.text)) }

    init(_ value: Value) {
        switch value {
        case .null: self = .null
        case .integer(let integer): self = .integer(integer)
        case .real(let real): self = .number(real)
        case .text(let text): self = .text(text)
        case .boolean(let boolean): self = .bool(boolean)
        }
    }

    /// Indented by two, ended by a line break.
    var json: String {
        var writer = JSONWriter(pretty: true)
        write(to: &writer)
        return writer.text + "\n"
    }

    private func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.value(value)
        case .integer(let value): writer.value(value)
        case .number(let value): writer.value(value)
        case .text(let value): writer.value(value)
        case .array(let elements):
            writer.array { writer in for element in elements { element.write(to: &writer) } }
        case .object(let members):
            writer.object { writer in
                for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                    writer.key(name)
                    value.write(to: &writer)
                }
            }
        }
    }
}
