import Testing

@testable import Postgres

@Suite struct ConnectionOptionsTests {
    @Test(arguments: [
        "postgres://ann:s3cret@db.example.com:6432/shop",
        "host=db.example.com port=6432 dbname=shop user=ann password=s3cret",
        "postgresql://db.example.com:6432/shop?user=ann&password=s3cret",
    ])
    func readsURIsAndKeywords(_ target: String) throws {
        let options = try ConnectionOptions(target, environment: [:])
        #expect(options.targetName == "db.example.com:6432/shop")
        #expect(options.description == "ann@db.example.com:6432/shop")
        #expect(options.applicationName == "advisor")
    }

    @Test func neverShowsAPassword() throws {
        let options = try ConnectionOptions("postgres://ann:s3cret@db/shop", environment: [:])
        #expect(!"\(options)".contains("s3cret"))
        #expect(!String(reflecting: options).contains("s3cret"))
        var dumped = ""
        dump(options, to: &dumped)
        #expect(!dumped.contains("s3cret"))
    }

    @Test func takesDatabaseURLWhenNothingIsGiven() throws {
        let options = try ConnectionOptions(environment: ["DATABASE_URL": "postgres://ann@db:1234/shop"])
        #expect(options.targetName == "db:1234/shop")
    }

    @Test func aBareWordIsADatabaseUnlessAServiceHasItsName() throws {
        #expect(try ConnectionOptions("shop_2", environment: [:]).database == "shop_2")
        #expect(try ConnectionOptions("dbname='it\\'s'", environment: [:]).database == "it's")
        #expect(throws: PostgresError.self) { try ConnectionOptions("it's", environment: [:]) }
        let services = "[shop]\nhost=db\n# [no]\nsslmode = require\n\n[other]\nport=1\n"
        #expect(ServiceFile.keywordsByService(services) == ["shop": ["host", "sslmode"], "other": ["port"]])
    }

    @Test(arguments: [
        "host=db password", "postgres://ann:s3cret@[db/shop", "nonsense=s3cret", "postgres://db/shop?nonsense=s3cret",
        "service=no_such_service_anywhere", "host='s3cret", "postgres://ann:s3cret@db:s3cret/shop%zz",
    ])
    func refusesWhatLibpqCannotRead(_ target: String) throws {
        let error = try #require(throws: PostgresError.self) { try ConnectionOptions(target, environment: [:]) }
        #expect(error.kind == .invalidOptions)
        #expect(!error.description.contains("s3cret"))
    }

    @Test func noticesAnAtSignThatEndedUpInTheHost() throws {
        let error = try #require(throws: PostgresError.self) {
            try ConnectionOptions("postgres://ann:pa@s3cret@db/shop", environment: [:])
        }
        #expect(error.kind == .invalidOptions)
        #expect(error.description.contains("%40"))
        #expect(!error.description.contains("s3cret"))
    }

    @Test func connectTimeoutOfTheStringCounts() throws {
        #expect(try ConnectionOptions("connect_timeout=3", environment: [:]).connectTimeout == .seconds(3))
        #expect(try ConnectionOptions("dbname=x", environment: [:]).connectTimeout == .seconds(10))
    }
}

@Suite struct TransportSecurityTests {
    private func keywords(
        host: String, chosen: Bool = false, root: String? = nil, files: Set<String> = []
    ) -> [String] {
        TransportSecurity(
            host: host, isModeChosen: chosen, rootCertificate: root, home: "/home/ann", fileExists: files.contains
        ).keywords.map { "\($0.name)=\($0.value)" }
    }

    @Test(arguments: [
        "", "/var/run/postgresql", "@abstract", "localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1",
    ])
    func localHostsAreLeftAlone(_ host: String) { #expect(keywords(host: host).isEmpty) }

    @Test(arguments: ["db", "10.0.0.1", "127.0.0.1.example.com", "128.0.0.1", "localhost,db", "localhost.example.com"])
    func othersMustProveTheirName(_ host: String) {
        #expect(keywords(host: host) == ["sslmode=verify-full", "sslrootcert=/etc/ssl/certs/ca-certificates.crt"])
    }

    @Test func theUsersChoicesStand() {
        #expect(keywords(host: "db", chosen: true).isEmpty)
        #expect(keywords(host: "db", root: "/ca.crt") == ["sslmode=verify-full"])
        #expect(keywords(host: "db", files: ["/home/ann/.postgresql/root.crt"]) == ["sslmode=verify-full"])
    }

    @Test func anSSLModeInTheStringOrTheEnvironmentIsAChoice() throws {
        #expect(try ConnectionOptions("host=db", environment: [:]).transportSecurity.isImposed)
        #expect(try !ConnectionOptions("host=db sslmode=prefer", environment: [:]).transportSecurity.isImposed)
        #expect(try !ConnectionOptions("host=db", environment: ["PGSSLMODE": "require"]).transportSecurity.isImposed)
        #expect(try !ConnectionOptions("host=127.0.0.1", environment: [:]).transportSecurity.isImposed)
    }
}
