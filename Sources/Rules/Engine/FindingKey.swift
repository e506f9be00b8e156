/// The identity of a finding over time.
enum FindingKey {
    /// FNV-1a of 64 bits over rule, object and discriminator, in 16 hexadecimal digits. Baselines and suppressions keep
    /// these keys: the function must never change.
    static func key(rule: String, object: String, discriminator: String?) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for part in [rule, object, discriminator ?? ""] {
            for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            // A byte that UTF-8 never has ends each part, so that "ab", "c" and "a", "bc" differ.
            hash = (hash ^ 0xff) &* 0x100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
