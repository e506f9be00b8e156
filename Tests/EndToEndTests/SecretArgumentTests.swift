import Foundation
import Testing

/// The binary never prints a password that stands on its command line, in its configuration or in a variable.
@Suite struct SecretArgumentTests {
    private static let marker = "Zq7xMARKERk9"

    private static let commands: [[String]] = [
        ["report", "--target", "postgres://u:PW/x@h/db"], ["collect", "--target", "postgresql+psycopg2://u:PW@h/db"],
        ["report", "-t", "u:PW@h/db"], ["report", "-tu:PW@h/db"], ["report", "--tagret", "postgres://u:PW@h/db"],
        ["report", "--tagret=postgres://u:PW@h/db"], ["report", "postgres://u:PW@h/db"], ["postgres://u:PW@h/db"],
        ["report", "--password", "PW"], ["report", "-W", "PW"], ["report", "--password=PW"], ["report", "password=PW"],
        ["report", "--format", "postgres://u:PW@h/db"], ["report", "--snapshot", "postgres://u:PW@h/db"],
        ["report", "--history", "/postgres://u:PW@h/db", "--no-collect"],
        ["report", "--config", "postgres://u:PW@h/db"],
        ["history", "list", "--target", "postgres://u:PW@h/db"], ["history", "list", "--target", "u:PW@h"],
        ["history", "show", "postgres://u:PW@h/db"], ["lint", "postgres://u:PW@h/db"],
        ["lint", "-t", "host=h password='PW", "a.sql"],
        ["explain", "postgres://u:PW@h/db"], ["advise", "--target", "jdbc:postgresql://h/db?user=u&password=PW"],
        ["advise", "--budget", "postgres://u:PW@h/db"],
        ["migration", "--format", "sql", "--target", "postgres:/u:PW@h/db"],
        ["twin", "--target", "postgres//u:PW@h"], ["query", "SELECT 1", "--target", "host=h password = 'PW b' x"],
        ["report", "--output", "/no/such/postgres://u:PW@h/db", "--target", "postgres://127.0.0.1:1/x"],
    ]

    @Test(arguments: commands)
    func argumentsAreNotRepeated(_ arguments: [String]) async throws {
        try await AdvisorProcess.inHome { advisor in
            let outcome = try await advisor.run(arguments.map { $0.replacing("PW", with: Self.marker) })
            #expect(outcome.status == 2, "\(outcome.output)")
            #expect(!(outcome.output + outcome.errors).contains(Self.marker), "\(outcome.errors)")
            #expect(!outcome.errors.isEmpty)
        }
    }

    @Test(arguments: [
        "targets: {shop: 'postgres://u:PW/x@h/db'}", "targets: {'postgres://u:PW@h/db': x}",
        "targets: 'postgres://u:PW@h/db'",
        "targets: ['postgres://u:PW@h/db']", "'postgres://u:PW@h/db': 1",
        "targets: {shop: a, shop: 'postgres://u:PW@h/db'}",
        "targets: {shop: postgres://u:PW@h/db", "targets:\n  shop: \"postgres://u:PW@h/db",
        "targets: {shop: {password: PW}}",
        "targets: {shop: 'postgres://u:PW@127.0.0.1:1/db'}",
    ])
    func theConfigurationIsNotRepeated(_ yaml: String) async throws {
        try await AdvisorProcess.inHome { advisor in
            try yaml.replacing("PW", with: Self.marker).write(
                toFile: advisor.home + "/advisor.yaml", atomically: true, encoding: .utf8)
            for target in ["shop", "other.invalid:1/x"] {
                let outcome = try await advisor("report", "--target", target)
                #expect(outcome.status == 2)
                #expect(!(outcome.output + outcome.errors).contains(Self.marker), "\(outcome.errors)")
            }
        }
    }

    @Test(arguments: [
        ["DATABASE_URL": "postgres://u:PW/x@h/db"], ["DATABASE_URL": "u:PW@h"], ["PGHOST": "u:PW@h"], ["PGPORT": "PW"],
        ["PGPASSWORD": "PW", "PGHOST": "127.0.0.1", "PGPORT": "1"], ["PGSSLMODE": "PW", "PGHOST": "h"],
        ["PGSERVICE": "PW"],
    ])
    func variablesAreNotRepeated(_ variables: [String: String]) async throws {
        try await AdvisorProcess.inHome { advisor in
            var advisor = advisor
            advisor.environment = variables.mapValues { $0.replacing("PW", with: Self.marker) }
            let outcome = try await advisor("report")
            #expect(outcome.status == 2)
            #expect(!(outcome.output + outcome.errors).contains(Self.marker), "\(outcome.errors)")
        }
    }

    /// A link at the place of the result is replaced, and what it leads to stays; a device stays a device.
    @Test func outputDoesNotFollowALink() async throws {
        try await AdvisorProcess.inHome { advisor in
            let (victim, link) = (advisor.home + "/victim", advisor.home + "/result")
            try "kept".write(toFile: victim, atomically: true, encoding: .utf8)
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: victim)
            try "DROP TABLE a;".write(toFile: advisor.home + "/1.sql", atomically: true, encoding: .utf8)
            _ = try await advisor("lint", "1.sql", "--format", "json", "--output", link)
            #expect(try String(contentsOfFile: victim, encoding: .utf8) == "kept")
            #expect(try String(contentsOfFile: link, encoding: .utf8).contains("drop-table"))
            _ = try await advisor("lint", "1.sql", "--format", "json", "--output", "/dev/null")
            var status = stat()
            #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
        }
    }
}
