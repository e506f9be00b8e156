import Foundation

/// How many different values there can be that look like those that were seen: whole numbers between the least and the greatest,
/// texts of the same lengths with the same kinds of characters at the same places.
struct ValueForm {
    /// Infinite where the form sets no limit worth mentioning.
    let possible: Double

    init(_ values: [String]) {
        let numbers = values.compactMap { Int($0) }
        if !numbers.isEmpty, numbers.count == values.count, let least = numbers.min(), let greatest = numbers.max() {
            // The extremes of a sample lie inside those of all.
            let seen = Double(Set(numbers).count)
            possible = seen < 3 ? .infinity : max(seen, (Double(greatest) - Double(least)) * (1 + 2 / seen) + 1)
            return
        }
        let texts = Set(values).map { Array($0.utf8) }
        guard texts.count >= Self.fewestTexts else {
            possible = .infinity
            return
        }
        possible = Dictionary(grouping: texts, by: \.count).values.reduce(0) { $0 + Self.combinations($1) }
    }

    /// Fewer show no form.
    private static let fewestTexts = 10

    private static func combinations(_ texts: [[UInt8]]) -> Double {
        texts[0].indices.reduce(1) { product, place in
            product * choices(texts.map { $0[place] }, isConstant: texts.count > 1)
        }
    }

    /// Characters that may stand where these were seen.
    private static func choices(_ characters: [UInt8], isConstant: Bool) -> Double {
        if isConstant, Set(characters).count == 1 { return 1 }
        if characters.allSatisfy({ (0x30...0x39).contains($0) }) { return 10 }
        return characters.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) } ? 16 : 30
    }
}
