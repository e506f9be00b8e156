import Testing

@testable import Postgres

@Suite struct ServerMessageTests {
    @Test(arguments: [
        ("22P02", #"invalid input syntax for type integer: "4111""#, #"invalid input syntax for type integer: "…""#),
        ("42601", #"syntax error at or near "'4111'""#, #"syntax error at or near "…""#),
        ("42601", #"unterminated quoted string at or near "'4111"#, #"unterminated quoted string at or near "…"#),
        ("22P02", "ungültige Eingabesyntax für Typ integer: „4111“", "ungültige Eingabesyntax für Typ integer: „…“"),
        ("22P02", "syntaxe invalide : « 4111 »", "syntaxe invalide : «…»"),
        ("42P01", #"relation "posts" does not exist"#, #"relation "posts" does not exist"#),
        ("XX000", "first line\nsecond line", "first line"),
    ])
    func showsNamesButNoValues(_ code: String, _ message: String, _ shown: String) {
        #expect(ServerMessage.publishable(message, SQLState(rawValue: code)) == shown)
    }

    @Test func removesThePassword() {
        #expect(ServerMessage.withoutSecrets("bad\n\tCheck it?\nhunter2 here", ["hunter2"]) == "bad … here")
    }

    @Test(arguments: [
        (
            "connection to server at \"h\" (1.2.3.4), port 5432 failed: FATAL:  28P01: password authentication failed\n"
                + "LOCATION:  auth_failed, auth.c:331", PostgresError.Kind.accessRefused, "28P01"
        ),
        (
            "connection to server on socket \"/s\" failed: FATAL:  3D000: database \"x\" does not exist\n",
            .unknownDatabase, "3D000"
        ),
        (
            "connection to server on socket \"/s\" failed: SCHWERWIEGEND:  53300: zu viele\n", .tooManyConnections,
            "53300"
        ),
        ("connection failed: FATAL:  57P03: the database system is starting up", .startingUp, "57P03"),
    ])
    func readsTheServersCode(_ text: String, _ kind: PostgresError.Kind, _ code: String) throws {
        let options = try ConnectionOptions("host=h", environment: [:])
        let error = ConnectFailure.error(text, needsPassword: false, options: options)
        #expect(error.kind == kind)
        #expect(error.sqlState?.rawValue == code)
        #expect(!error.remedy.isEmpty)
    }

    @Test(arguments: [
        (
            "could not translate host name \"nope\" to address: Name or service not known\n",
            PostgresError.Kind.unknownHost
        ),
        (
            "connection to server at \"127.0.0.1\", port 1 failed: Connection refused\n\tIs the server running?",
            .connectionRefused
        ),
        ("connection to server on socket \"/s\" failed: No such file or directory\n", .connectionRefused),
        ("server does not support SSL, but SSL was required\n", .tlsFailed),
        ("SSL error: certificate verify failed\n", .tlsFailed),
        ("server certificate for \"a\" does not match host name \"b\"\n", .tlsFailed),
        ("invalid port number: \"0\"\n", .invalidOptions),
        ("server closed the connection unexpectedly\n", .connectionLost),
    ])
    func readsLibpqsOwnFailures(_ text: String, _ kind: PostgresError.Kind) throws {
        let options = try ConnectionOptions("host=h", environment: [:])
        let error = ConnectFailure.error(text, needsPassword: false, options: options)
        #expect(error.kind == kind)
        #expect(!error.remedy.isEmpty)
    }
}
