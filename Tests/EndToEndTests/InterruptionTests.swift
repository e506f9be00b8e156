import Foundation
import TestSupport
import Testing

/// Ctrl-C and SIGTERM in the middle of the tour: the right status, and neither server nor folder left.
@Suite struct InterruptionTests {
    @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
    func endsTheServerToo(signal: Int32, status: Int32) async throws {
        try await AdvisorProcess.inHome { advisor in
            // Short, for a socket has to fit below it, and open to the server's user.
            let temporary = "/tmp/advisor-" + UUID().uuidString.prefix(8)
            try FileManager.default.createDirectory(
                atPath: temporary, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o1777])
            try FileManager.default.setAttributes([.posixPermissions: 0o1777], ofItemAtPath: temporary)
            defer { try? FileManager.default.removeItem(atPath: temporary) }
            var advisor = advisor
            advisor.environment["TMPDIR"] = temporary
            let process = try advisor.start(["demo"])
            try await waitUntil { try folders(in: temporary).contains { $0.contains("advisor-server-") } }
            // Somewhere in the seed.
            try await Task.sleep(for: .seconds(2))
            process.signal(signal)
            _ = try await process.output.text()
            let errors = try await process.errors.text()
            await process.wait()
            #expect(process.status == status, "\(errors)")
            try await waitUntil { try !folders(in: temporary).contains { $0.contains("advisor-server-") } }
        }
    }

    private func folders(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path)
    }
}

/// Looks again and again, for at most a minute.
func waitUntil(_ condition: () throws -> Bool) async throws {
    for _ in 0..<600 {
        if try condition() { return }
        try await Task.sleep(for: .milliseconds(100))
    }
    Issue.record("it did not come about within a minute")
}
