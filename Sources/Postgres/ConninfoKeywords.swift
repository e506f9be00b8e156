import CLibpq
import Glibc

/// Keywords of a connection as libpq reads them.
struct ConninfoKeywords {
    private var values: [String: String] = [:]
    /// The values that libpq would take from variables, by the variable's name.
    private(set) var environment: [String: String] = [:]

    subscript(keyword: String) -> String? { values[keyword] }

    /// Only what the string itself says.
    init(parsing connectionString: ConnectionString) throws(PostgresError) {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(connectionString.secret.text, &message) else {
            defer { PQfreemem(message) }
            throw connectionString.refused(message.map { String(cString: $0) } ?? "")
        }
        defer { PQconninfoFree(options) }
        read(options)
    }

    /// The string completed by services, PG* variables, ~/.pgpass and libpq's own defaults.
    ///
    /// libpq resolves these only on the way to connecting. An impossible `channel_binding` stops it at the last step
    /// before it would look up the host.
    init(resolving connectionString: ConnectionString) throws(PostgresError) {
        let connection = withKeywords([("dbname", connectionString.secret.text), ("channel_binding", Self.impossible)])
        {
            PQconnectStartParams($0, $1, 1)
        }
        guard let connection else { throw PostgresError(.invalidOptions, "out of memory in libpq") }
        defer { PQfinish(connection) }
        let message = String(cString: PQerrorMessage(connection))
        guard message.contains(Self.impossible), let options = PQconninfo(connection) else {
            throw connectionString.refused(message)
        }
        defer { PQconninfoFree(options) }
        read(options)
    }

    private static let impossible = "advisor-only-asks"

    private mutating func read(_ options: UnsafeMutablePointer<PQconninfoOption>) {
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val, value.pointee != 0 {
                values[String(cString: keyword)] = String(cString: value)
                if let variable = option.pointee.envvar {
                    environment[String(cString: variable)] = String(cString: value)
                }
            }
            option += 1
        }
    }
}

/// Calls `body` with the NULL-terminated arrays that libpq's ...Params functions take.
func withKeywords<T>(
    _ keywords: [(name: String, value: String)],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> T
) -> T {
    let names = keywords.map { strdup($0.name) }
    let values = keywords.map { strdup($0.value) }
    defer { for text in names + values { free(text) } }
    return body(names.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil])
}
