import Foundation
import SQLSyntax

/// A part of a file in which findings have their places. A class, so that lines are counted once and only where a
/// finding asks.
final class FilePlace {
    let parsed: ParsedPart
    /// In the order of the run.
    let number: Int
    private lazy var lines = LineIndex(parsed.part.sql)

    init(_ parsed: ParsedPart, number: Int) {
        self.parsed = parsed
        self.number = number
    }

    var path: String { parsed.part.path }

    func text(_ range: Range<Int>) -> String {
        let utf8 = parsed.part.sql.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        return String(decoding: utf8[start..<utf8.index(start, offsetBy: range.count)], as: UTF8.self)
    }

    var utf8: [UInt8] { lines.bytes }

    /// From 1, in the file.
    func line(of offset: Int) -> Int { parsed.part.firstLine + lines.line(of: offset) }

    /// From 1, in Unicode scalars.
    func column(of offset: Int) -> Int { 1 + lines.column(of: offset) }

    /// The bytes that a complaint about a statement means.
    func range(of place: Complaint.Place, in statement: Range<Int>) -> Range<Int> {
        switch place {
        case .statement: statement
        case .command(let position): command(position, in: statement)
        case .element(let offset): element(at: offset, in: statement)
        }
    }

    /// The commands of ALTER TABLE are parted by commas outside parentheses; the first stands behind the table's name.
    private func command(_ position: Int, in statement: Range<Int>) -> Range<Int> {
        let (tokens, commas) = lexed(statement)
        guard !commas.isEmpty, position <= commas.count, let last = tokens.last else { return statement }
        let first = position == 0 ? 0 : commas[position - 1] + 1
        let end = position < commas.count ? tokens[commas[position] - 1].end : last.end
        guard first < tokens.count else { return statement }
        return (statement.lowerBound + tokens[first].start)..<(statement.lowerBound + end)
    }

    /// The statement that was asked for last: findings come one statement after the other, and one may have thousands.
    private var last: (statement: Range<Int>, tokens: [Token], commas: [Int])?

    private func lexed(_ statement: Range<Int>) -> (tokens: [Token], commas: [Int]) {
        if let last, last.statement == statement { return (last.tokens, last.commas) }
        let tokens = SQL.tokens(text(statement))
        var depth = 0
        var commas: [Int] = []
        for (index, token) in tokens.enumerated() {
            switch token.kind {
            case .open: depth += 1
            case .close: depth -= 1
            case .comma where depth == 0: commas.append(index)
            default: break
            }
        }
        last = (statement, tokens, commas)
        return (tokens, commas)
    }

    /// From there to the comma or the parenthesis that ends it.
    private func element(at offset: Int, in statement: Range<Int>) -> Range<Int> {
        let tokens = lexed(statement).tokens
        var depth = 0
        var end: Int?
        for token in tokens[Self.first(at: offset, in: tokens)...] {
            if token.kind == .open { depth += 1 }
            if token.kind == .close { depth -= 1 }
            if depth < 0 || (token.kind == .comma && depth == 0) { break }
            end = token.end
        }
        guard let end, end > offset else { return statement }
        return (statement.lowerBound + offset)..<(statement.lowerBound + end)
    }

    /// The first token that begins there or later.
    private static func first(at offset: Int, in tokens: [Token]) -> Int {
        var (low, high) = (0, tokens.count)
        while low < high {
            let middle = (low + high) / 2
            if tokens[middle].start < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
