import Foundation
import Glibc

/// A TCP server on a loopback port of its own that accepts, perhaps says something, and is then silent.
public final class FakeServer {
    public let port: UInt16
    private let descriptor: Int32

    public struct NoPort: Error {}

    /// `greeting` is sent to each client after its first bytes.
    public init(greeting: [UInt8]? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isListening else { throw NoPort() }
        port = UInt16(bigEndian: address.sin_port)
        guard let greeting else { return }
        Thread.detachNewThread {
            while case let client = accept(descriptor, nil, nil), client >= 0 {
                // All that was sent is read: closing over unread bytes would take the greeting back (RST).
                var bytes = [UInt8](repeating: 0, count: 8_192)
                recv(client, &bytes, bytes.count, 0)
                _ = greeting.withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                close(client)
            }
        }
    }

    /// What a PostgreSQL server says that lets nobody in: an ErrorResponse.
    public static func refusal(state: String, _ message: String) -> [UInt8] {
        var body: [UInt8] = []
        for (type, text) in [("S", "FATAL"), ("V", "FATAL"), ("C", state), ("M", message)] {
            body += Array((type + text).utf8)
            body.append(0)
        }
        body.append(0)
        let length = withUnsafeBytes(of: UInt32(body.count + 4).bigEndian) { Array($0) }
        return [UInt8(ascii: "E")] + length + body
    }

    /// Whether a client's connection waits to be accepted, as all do without a greeting.
    public var hasClient: Bool {
        var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&wait, 1, 0) == 1
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }
}
