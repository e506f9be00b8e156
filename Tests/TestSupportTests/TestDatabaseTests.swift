import TestSupport
import Testing

@Suite struct TestDatabaseTests {
    @Test func eachTestHasADatabaseOfItsOwn() async throws {
        try await TestServer.withDatabase { one in
            try await one.execute("CREATE TABLE t (a int); INSERT INTO t VALUES (1)")
            try await TestServer.withDatabase { two in
                let tables = try await two.execute("SELECT count(*) FROM pg_tables WHERE tablename = 't'")
                #expect(one.name != two.name && tables == "0")
            }
        }
    }

    @Test func databaseAndRolesAreGoneAfterwards() async throws {
        let (name, role) = try await TestServer.withDatabase { database in
            let role = try await database.role(memberOf: ["pg_monitor"], attributes: "CONNECTION LIMIT 5")
            let user = try await database.execute("SELECT current_user", as: role)
            #expect(user == role)
            return (database.name, role)
        }
        let left = try await TestServer.shared.psql(
            "SELECT datname FROM pg_database WHERE datname = '\(name)' UNION SELECT rolname FROM pg_roles WHERE rolname = '\(role)'"
        )
        #expect(left == "")
    }

    @Test func brokenSQLIsAnError() async throws {
        try await TestServer.withDatabase { database in
            let error = try await #require(throws: PsqlError.self) { try await database.execute("SELEC 1") }
            #expect(error.description.contains("syntax error"))
        }
    }
}
