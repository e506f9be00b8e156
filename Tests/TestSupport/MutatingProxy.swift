import Foundation
import Glibc
import Synchronization

/// Stands between a client and a server, on a Unix socket, and changes some of the values that the server answers with: what a
/// hostile server or pooler does, as deep in a conversation as a real one goes.
public final class MutatingProxy: Sendable {
    /// The folder of its socket, for `host=`; its port is 5432.
    public let folder: String
    private let descriptor: Int32
    private let server: String
    private let share: Double
    private let random: Mutex<UInt64>
    private let isSilent = Mutex(false)

    public struct NoSocket: Error {}

    /// - Parameters:
    ///   - server: path of the server's socket.
    ///   - share: of the values that are changed, 0 to 1.
    ///   - seed: the same one makes the same choices, as far as the conversation is the same.
    public init(to server: String, share: Double, seed: UInt64) throws {
        folder = "/tmp/advisor-proxy-\(getpid())-\(seed)-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        self.server = server
        self.share = share
        random = Mutex(seed)
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let descriptor = descriptor
        let isListening = Self.withAddress(folder + "/.s.PGSQL.5432") { bind(descriptor, $0, $1) == 0 }
        guard isListening, listen(descriptor, 16) == 0 else { throw NoSocket() }
        Thread.detachNewThread { [weak self] in
            while case let client = accept(descriptor, nil, nil), client >= 0 {
                guard let self else {
                    close(client)
                    return
                }
                serve(client)
            }
        }
    }

    /// From now on nothing that the server says arrives, and nothing ends.
    public func fallSilent() { isSilent.withLock { $0 = true } }

    public func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }

    private func serve(_ client: Int32) {
        let upstream = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard Self.withAddress(server, { connect(upstream, $0, $1) == 0 }) else {
            close(client)
            close(upstream)
            return
        }
        Thread.detachNewThread {
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            while case let count = recv(client, &bytes, bytes.count, 0), count > 0 {
                guard Self.send(bytes[..<count], to: upstream) else { break }
            }
            shutdown(upstream, Int32(SHUT_WR))
        }
        Thread.detachNewThread { [self] in
            while let message = Self.message(from: upstream) {
                if isSilent.withLock({ $0 }) { continue }
                guard Self.send(mutated(message)[...], to: client) else { break }
            }
            shutdown(client, Int32(SHUT_RDWR))
            shutdown(upstream, Int32(SHUT_RDWR))
            // The other thread may still read from both: they are closed when the process ends, and are few.
        }
    }

    private static func send(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func receive(_ count: Int, from descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let more = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress! + filled, count - filled, 0) }
            guard more > 0 else { return nil }
            filled += more
        }
        return bytes
    }

    /// A message of the server's: kind, length, body.
    private static func message(from descriptor: Int32) -> [UInt8]? {
        guard let head = receive(5, from: descriptor) else { return nil }
        let length = head[1...].reduce(0) { $0 << 8 | Int($1) } - 4
        guard length > 0 else { return head }
        return receive(length, from: descriptor).map { head + $0 }
    }

    // MARK: Mutations

    private func number(below limit: Int) -> Int {
        random.withLock { state in
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int(truncatingIfNeeded: (mixed ^ (mixed >> 31)) >> 1) % max(limit, 1)
        }
    }

    private func happens() -> Bool { Double(number(below: 1_000_000)) < share * 1_000_000 }

    private static func bigEndian(_ value: Int32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }

    /// Rows with other values; everything else as it is.
    private func mutated(_ message: [UInt8]) -> [UInt8] {
        guard message[0] == UInt8(ascii: "D"), message.count >= 7 else { return message }
        var body = Array(message[5..<7])
        var position = 7
        for _ in 0..<Int(message[5]) << 8 | Int(message[6]) {
            let length = Int(Int32(bitPattern: message[position..<position + 4].reduce(0) { $0 << 8 | UInt32($1) }))
            position += 4
            let value = length < 0 ? nil : Array(message[position..<position + length])
            position += max(0, length)
            let changed = happens() ? other(than: value) : value
            body += Self.bigEndian(changed.map { Int32($0.count) } ?? -1)
            body += changed ?? []
        }
        return [message[0]] + Self.bigEndian(Int32(body.count + 4)) + body
    }

    private func other(than value: [UInt8]?) -> [UInt8]? {
        guard let value, number(below: 3) > 0 else {
            return number(below: 8) == 0 ? nil : Array(Self.texts[number(below: Self.texts.count)].utf8)
        }
        var bytes = value
        switch number(below: 5) {
        case 0: bytes.removeLast(number(below: bytes.count + 1))
        case 1 where !bytes.isEmpty: bytes[number(below: bytes.count)] = UInt8(1 + number(below: 255))
        case 2: bytes += bytes
        case 3: bytes.insert(contentsOf: Array(Self.texts[number(below: Self.texts.count)].utf8), at: bytes.count / 2)
        default: return Array(Self.texts[number(below: Self.texts.count)].utf8)
        }
        return bytes
    }

    private static let texts = [
        "", "0", "-1", "1", "t", "f", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
        "2147483648",
        "1e308", "-1e308", "NaN", "Infinity", "1e-320", "{", "{}", "{NULL}", "{1,2}", "{{1},{2}}", "[0:1]={1,2}", "[]",
        "null",
        #"[{"Plan": {"Startup Cost": 1e308, "Total Cost": 1e309, "Plan Rows": 1e300, "Node Type": "Seq Scan"}}]"#,
        #"{"a":[1e999]}"#, "SELECT", "SELECT $1, $99999999999999999999", "SELECT '", "/*", "$$", "\"", "'", ",", "(",
        ")",
        "CREATE INDEX i ON t USING btree (a) WHERE", "infinity", "2026-01-01 00:00:00+00", "\u{202E}", "é",
        String(repeating: "(", count: 5_000), String(repeating: "a", count: 70_000), "pg_catalog", "public", "16384",
        "65536",
    ]
}
