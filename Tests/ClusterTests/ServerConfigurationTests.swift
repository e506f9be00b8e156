import Testing

@testable import Cluster

@Suite struct ServerConfigurationTests {
    @Test func quotesValuesForPostgresqlConf() throws {
        var configuration = ServerConfiguration()
        configuration.settings = ["app.text": "it's\na \\ line"]
        let file = try configuration.file(socketFolder: "/tmp/x", port: 5432)
        #expect(file.contains(#"app.text = 'it''s\na \\ line'"# + "\n"))
        #expect(file.contains("listen_addresses = ''\n"))
        #expect(file.contains("fsync = 'off'\n"))
    }

    @Test func ourSettingsGiveWayToTheCallers() throws {
        var configuration = ServerConfiguration()
        configuration.isDurable = true
        configuration.settings = ["timezone": "Asia/Tokyo"]
        let file = try configuration.file(socketFolder: "/tmp/x", port: 5432)
        #expect(file.contains("\ntimezone = 'Asia/Tokyo'\n"))
        #expect(!file.contains("fsync"))
    }

    @Test(arguments: ["", "a b", "x = 1\ninclude", "é", "1st", "a'"])
    func refusesWhatIsNoName(_ name: String) throws {
        var configuration = ServerConfiguration()
        configuration.settings = [name: "1"]
        let error = try #require(throws: ClusterError.self) { try configuration.file(socketFolder: "/tmp/x", port: 1) }
        #expect(error.code == .configuration)
    }

    @Test(arguments: ["", "-b\nrm", "a\0b"])
    func refusesArgumentsThatWouldBreakTheOrder(_ argument: String) throws {
        var configuration = ServerConfiguration()
        configuration.arguments = [argument]
        let error = try #require(throws: ClusterError.self) { try configuration.checkedArguments() }
        #expect(error.code == .configuration)
    }
}
