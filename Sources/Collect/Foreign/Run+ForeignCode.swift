import Model
import Postgres

extension Run {
    /// Asks the catalogs what leads to foreign code. Without the answer nothing may be planned or looked up in an index.
    func foreignCode() async throws -> ForeignCode {
        let rows = try await session.query(
            ForeignCodeQuery.sql, [.strings(KnownExtensions.names.sorted())], limit: .seconds(10))
        let found = try rows.map { row in
            ForeignCode.Found(
                kind: try row.decode("kind"), name: try row.decode("name"), fullName: try row.decode("full_name"),
                schema: try row.decode("schema"), oid: try row.decode("oid"))
        }
        return ForeignCode(found, server: server, settings: self[.settings], roleSettings: self[.roleSettings])
    }
}
