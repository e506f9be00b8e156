/// FIPS 180-4, for the sums that Atlas keeps and for revisions: a library for one hash would weigh more than the rest.
struct SHA256 {
    private var state: [UInt32] = Self.roots(count: 8, cube: false)
    private var pending: [UInt8] = []
    private var length = 0

    mutating func update(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            pending.append(byte)
            length += 1
            if pending.count == 64 { compress() }
        }
    }

    /// The hash of all that was given so far; more may follow.
    var digest: [UInt8] {
        var copy = self
        let bits = UInt64(length) * 8
        copy.update([0x80])
        while copy.pending.count != 56 { copy.update([0]) }
        copy.update((0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) })
        return copy.state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) } }
    }

    static func hash(_ text: String) -> [UInt8] {
        var hash = SHA256()
        hash.update(text.utf8)
        return hash.digest
    }

    private mutating func compress() {
        var words = stride(from: 0, to: 64, by: 4).map { at in
            pending[at..<at + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        pending.removeAll(keepingCapacity: true)
        func rotate(_ word: UInt32, _ by: UInt32) -> UInt32 { word >> by | word << (32 - by) }
        for at in 16..<64 {
            let early = words[at - 15]
            let late = words[at - 2]
            let first = rotate(early, 7) ^ rotate(early, 18) ^ early >> 3
            let second = rotate(late, 17) ^ rotate(late, 19) ^ late >> 10
            words.append(words[at - 16] &+ first &+ words[at - 7] &+ second)
        }
        var s = state
        for at in 0..<64 {
            let choice = s[4] & s[5] ^ ~s[4] & s[6]
            let mixed = rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25)
            let first = s[7] &+ mixed &+ choice &+ Self.constants[at] &+ words[at]
            let majority = s[0] & s[1] ^ s[0] & s[2] ^ s[1] & s[2]
            let second = (rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22)) &+ majority
            s = [first &+ second, s[0], s[1], s[2], s[3] &+ first, s[4], s[5], s[6]]
        }
        state = zip(state, s).map { $0 &+ $1 }
    }

    private static let constants = roots(count: 64, cube: true)

    /// The first 32 bits of the fractions of the square or cube roots of the first primes.
    private static func roots(count: Int, cube: Bool) -> [UInt32] {
        var primes: [Int] = []
        var candidate = 2
        while primes.count < count {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes.map { prime in
            // Doubles carry 52 bits: 32 of the fraction of a root below 20 are exact.
            let root = cube ? Double(prime).cubeRoot : Double(prime).squareRoot()
            return UInt32((root - root.rounded(.down)) * 4_294_967_296)
        }
    }
}

extension Double {
    /// By Newton's method.
    fileprivate var cubeRoot: Double {
        var root = squareRoot()
        for _ in 0..<60 { root = (2 * root + self / (root * root)) / 3 }
        return root
    }
}
