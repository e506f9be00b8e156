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

    /// As applications have them: the URI of a pooler with the parameters of their own clients.
    @Test(arguments: [
        ("?pgbouncer=true&connection_limit=1", ["pgbouncer", "connection_limit"]),
        ("?schema=public&sslmode=require&pool_timeout=0", ["schema", "pool_timeout"]),
        ("?sslaccept=strict&channel_binding=prefer&application_name=app", ["sslaccept"]),
        ("?supa=base-pooler.x&sslmode=disable", ["supa"]), ("?currentSchema=shop", ["currentschema"]), ("", []),
        ("?sslmode=disable&channel_binding=disable", []),
    ])
    func parametersOfOtherClientsAreIgnored(query: String, names: [String]) throws {
        let options = try ConnectionOptions("postgres://ann:s3cret@db:6432/shop\(query)", environment: [:])
        #expect(options.ignoredParameters == names)
        #expect(options.description == "ann@db:6432/shop")
        #expect(options.preparedStatementLimit == (names.contains("pgbouncer") ? 0 : 100))
    }

    /// What says whom to trust, or is misspelt, is never passed over.
    @Test(arguments: [
        "require_auth=md5", "sslmod=require", "pgbouncer2=true", "passwort=s3cret", "pool;password=s3cret",
    ])
    func otherParametersAreRefused(parameter: String) throws {
        let error = try #require(throws: PostgresError.self) {
            try ConnectionOptions("postgres://ann:s3cret@db/shop?pgbouncer=true&\(parameter)", environment: [:])
        }
        #expect(error.kind == .invalidOptions && error.message.contains("parameter"), "\(error)")
        #expect(!error.description.contains("s3cret"))
    }

    /// A question mark may stand in a password.
    @Test func aPasswordIsNoQuery() throws {
        let uri = "postgres://ann:x?schema=y&pool=z@db/shop?schema=public"
        #expect(ForeignParameters.removed(from: uri).uri == "postgres://ann:x?schema=y&pool=z@db/shop")
        #expect(try ConnectionOptions(uri, environment: [:]).description == "ann@db:5432/shop")
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
