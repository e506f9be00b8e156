import Cluster
import Foundation
import TestSupport
import Testing

@testable import Postgres

@Suite struct ConnectTests {
    @Test func tellsAboutTheSession() async throws {
        try await withConnection { connection in
            #expect(await connection.serverVersion >= 130_000)
            #expect(await connection.parameterStatus("client_encoding") == "UTF8")
            #expect(await connection.parameterStatus("nonsense") == nil)
            #expect(await !connection.usesTLS)
            #expect(await connection.isIdle)
            let row = try await connection.query(
                "SELECT pg_backend_pid(), current_setting('application_name')")[0]
            #expect(try await row.decode(0, as: Int32.self) == connection.backendPID)
            #expect(row[1].string == "advisor")
        }
    }

    @Test func takesAnApplicationNameOverThatOfTheString() async throws {
        try await withConnection({ $0.applicationName = "other" }) { connection in
            let setting = try await connection.query("SHOW application_name")
            #expect(setting[0][0].string == "other")
        }
    }

    @Test func namesAnUnknownDatabase() async throws {
        let server = try await TestServer.shared
        let options = try ConnectionOptions(server.url(database: "no such"))
        let error = await postgresError { _ = try await Connection.connect(options) }
        #expect(error?.kind == .unknownDatabase)
        #expect(error?.sqlState == .unknownDatabase)
    }

    @Test func namesAnUnknownHost() async throws {
        let options = try ConnectionOptions("host=no-such-host.invalid sslmode=disable")
        let error = await postgresError { _ = try await Connection.connect(options) }
        #expect(error?.kind == .unknownHost)
    }

    @Test(arguments: ["host=127.0.0.1 port=1", "host=/no/such/folder"])
    func saysThatNothingListens(_ target: String) async throws {
        let options = try ConnectionOptions(target)
        let error = await postgresError { _ = try await Connection.connect(options) }
        #expect(error?.kind == .connectionRefused)
        #expect(error?.remedy.isEmpty == false)
    }

    @Test func givesUpOnAServerThatAcceptsAndIsSilent() async throws {
        let silent = try FakeServer()
        var options = try ConnectionOptions("host=127.0.0.1 port=\(silent.port) user=x")
        options.connectTimeout = .milliseconds(100)
        let error = await postgresError { _ = try await Connection.connect(options) }
        #expect(error?.kind == .timedOut)
        #expect(error?.message.contains("127.0.0.1:\(silent.port)") == true)
    }

    @Test func aCancelledTaskStopsConnecting() async throws {
        let silent = try FakeServer()
        var options = try ConnectionOptions("host=127.0.0.1 port=\(silent.port) user=x")
        options.connectTimeout = .seconds(3600)
        let task = Task { [options] in try await Connection.connect(options) }
        while !silent.hasClient { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        let error = await postgresError { _ = try await task.value }
        #expect(error?.kind == .cancelled)
    }

    @Test(arguments: [Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), [0xFF, 0, 1, 2], []])
    func copesWithServersOfAnotherKind(_ greeting: [UInt8]) async throws {
        let other = try FakeServer(greeting: greeting)
        var options = try ConnectionOptions("host=127.0.0.1 port=\(other.port) user=x")
        options.connectTimeout = .seconds(20)
        let error = await postgresError { _ = try await Connection.connect(options) }
        #expect(error != nil)
    }

    @Test func refusesAServerWithoutTLSWhereItIsRequired() async throws {
        var configuration = ServerConfiguration()
        configuration.listensOnLoopback = true
        try await withPrivateServer(configuration) { server in
            let url = try #require(server.loopbackURL())
            let error = await postgresError {
                _ = try await Connection.connect(try ConnectionOptions(url + "?sslmode=require"))
            }
            #expect(error?.kind == .tlsFailed)
            let good = try await Connection.connect(try ConnectionOptions(url))
            await good.close()

            let wrong = try ConnectionOptions("postgres://postgres:hunter2@127.0.0.1:\(server.port)/postgres")
            let refusal = await postgresError { _ = try await Connection.connect(wrong) }
            #expect(refusal?.kind == .accessRefused)
            #expect(refusal?.sqlState == .invalidPassword)
            #expect(refusal?.description.contains("hunter2") == false)

            let without = try ConnectionOptions("host=127.0.0.1 port=\(server.port) user=postgres passfile=/nowhere")
            await expectError(.passwordMissing) { _ = try await Connection.connect(without) }
        }
    }

    @Test func saysThatAllConnectionsAreTaken() async throws {
        try await TestServer.withDatabase { database in
            let role = try await database.role(attributes: "CONNECTION LIMIT 1")
            let options = try ConnectionOptions(database.url(as: role))
            let first = try await Connection.connect(options)
            let error = await postgresError { _ = try await Connection.connect(options) }
            #expect(error?.kind == .tooManyConnections)
            #expect(error?.isTransient == true)
            await first.close()
        }
    }

    @Test func aServerThatShutsDownSaysSo() async throws {
        try await withPrivateServer { server in
            let options = try ConnectionOptions(server.url())
            let busy = try await Connection.connect(options)
            let idle = try await Connection.connect(options)
            let observer = try await Connection.connect(options)
            let statement = Task { try await busy.query("SELECT pg_sleep(600)") }
            try await waitUntil("count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'", observer)
            try await server.halt()

            let mid = await postgresError { _ = try await statement.value }
            #expect(mid?.kind == .shuttingDown)
            let later = await postgresError { _ = try await idle.query("SELECT 1") }
            #expect(later?.kind == .shuttingDown || later?.kind == .connectionLost)
            #expect(await !busy.isOpen)
            let again = await postgresError { _ = try await busy.query("SELECT 1") }
            #expect(again?.kind == .connectionLost)
            await expectError(.connectionRefused) { _ = try await Connection.connect(options) }
        }
    }

    @Test func noDescriptorIsLost() async throws {
        // The tests beside this one open connections too, so it counts those to a server of its own.
        try await withPrivateServer { server in
            let options = try ConnectionOptions(server.url())
            let wrong = try ConnectionOptions(server.url(database: "no such"))
            let observer = try await Connection.connect(options)
            for round in 0..<20 {
                _ = await postgresError { _ = try await Connection.connect(wrong) }
                let connection = try await Connection.connect(options)
                _ = await postgresError {
                    _ = try await connection.query("SELECT pg_sleep(600)", timeout: .milliseconds(1))
                }
                // Every other one is let go of without closing it.
                if round.isMultiple(of: 2) { await connection.close() }
            }
            try await waitUntil("count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'client backend'", observer)
            await observer.close()
        }
    }
}
