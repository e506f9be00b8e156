import Foundation

/// A free TCP port of 127.0.0.1, kept from being given to others while the server has not taken it.
///
/// Bound but not listening, with SO_REUSEADDR as the server sets it too: both may be bound, and the kernel gives the
/// port to nobody who asks for any port.
final class LoopbackPort: Sendable {
    let number: Int
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001 as UInt32).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        let reason = errno
        number = Int(UInt16(bigEndian: address.sin_port))
        guard bound else {
            throw ClusterError(
                code: .start, message: "no free TCP port on 127.0.0.1: \(String(cString: strerror(reason)))",
                remedy: "Use the server's unix socket")
        }
    }

    deinit { close(descriptor) }
}
