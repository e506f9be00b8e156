/// The identity of a statement's text in a snapshot: 128 bits, FNV-1a, as 32 hexadecimal digits. It must never change:
/// histories file by it.
public enum TextHash {
    public static func of(_ text: String) -> String {
        var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
        for byte in text.utf8 {
            hash ^= UInt128(byte)
            hash &*= 0x0000_0000_0100_0000_0000_0000_0000_013b
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }
}
