import CLibpq
import Foundation
import Model

/// Where to connect and how. libpq resolves what is not said here (PG* variables, ~/.pgpass, service files), as in psql.
public struct ConnectionOptions: Sendable, CustomStringConvertible {
    /// The URI or keyword string given to libpq; may hold a password, so it never leaves this module.
    private let connectionString: ConnectionString
    /// The parts as libpq understands them, without the password.
    public let host: String
    public let port: String
    public let database: String
    public let user: String
    /// What is added for TLS because the user said nothing about it; see `TransportSecurity`.
    let transportSecurity: TransportSecurity
    /// Parameters of the URI that are other clients' and mean nothing here, such as `pgbouncer` or `connection_limit`.
    public let ignoredParameters: [String]
    /// Where a bare name was taken for that of a database: what it might have been instead.
    let doubt: String
    /// Kept only to remove them from messages.
    let secrets: [Secret]
    /// What it tells the server by `options`, in parts.
    let optionParts: [Secret]
    /// Paths that it names.
    let files: [Secret]

    /// How long connecting may take, over all hosts. `connect_timeout` of the connection string wins at first.
    public var connectTimeout: Duration = .seconds(10)
    public var applicationName = "advisor"
    /// How many statements a connection keeps prepared, from their second use on; 0 for pgBouncer in transaction mode.
    public var preparedStatementLimit = 100

    /// - Parameter target: a URI, a keyword string (`host=db dbname=shop`), the name of a service, or the name of a database;
    ///   nil stands for the variable DATABASE_URL and, without it, the PG* variables.
    /// - Throws: `.invalidOptions` if libpq cannot read it or a service or file named in it is missing.
    public init(
        _ target: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(PostgresError) {
        let connectionString = try ConnectionString(target, environment: environment)
        self.connectionString = connectionString
        ignoredParameters = connectionString.ignoredParameters
        doubt =
            connectionString.bareDatabase.map {
                " Advisor took \"\($0)\" for a database name: neither a service nor a target in advisor.yaml is called so."
            } ?? ""
        let given = try ConninfoKeywords(parsing: connectionString)
        let service = given["service"] ?? environment["PGSERVICE"]
        if service != nil, ServiceFile.paths(environment).contains(where: InputFile.isNoFile) {
            throw connectionString.namesNoFile("the service file")
        }
        let resolved = try ConninfoKeywords(resolving: connectionString)
        // libpq and OpenSSL would wait for a pipe that nobody writes to.
        for keyword in Self.fileKeywords where resolved[keyword].map(InputFile.isNoFile) ?? false {
            throw connectionString.namesNoFile(keyword)
        }
        secrets = ["password", "sslpassword"].compactMap { resolved[$0].map(Secret.init) }
        optionParts = resolved["options"].map { OptionParts.of($0).map(Secret.init) } ?? []
        user = resolved["user"] ?? ""
        database = resolved["dbname"] ?? user
        port = resolved["port"] ?? "5432"
        host = resolved["host"] ?? resolved["hostaddr"] ?? "/var/run/postgresql"
        try connectionString.check(host: host, port: port, user: user, database: database)
        files = Self.fileKeywords.compactMap { resolved[$0].map(Secret.init) }
        let isModeChosen =
            given["sslmode"] != nil || environment["PGSSLMODE"] != nil || environment["PGREQUIRESSL"] != nil
            || service.map { ServiceFile.sets("sslmode", inService: $0, environment) } ?? false
        transportSecurity = TransportSecurity(
            host: host, isModeChosen: isModeChosen, rootCertificate: resolved["sslrootcert"])
        if let seconds = resolved["connect_timeout"].flatMap({ Int($0) }), seconds > 0 {
            connectTimeout = .seconds(seconds)
        }
        if ignoredParameters.contains("pgbouncer") { preparedStatementLimit = 0 }
    }

    /// `host:port/database`, the name by which a target is known if the user gave none.
    public var targetName: String { "\(host):\(port)/\(database)" }

    public var description: String { "\(user)@\(targetName)" }

    /// The keywords for PQconnectStartParams in order; later ones override what `dbname` expands to.
    var keywords: [(name: String, value: String)] {
        [("dbname", connectionString.secret.text), ("application_name", applicationName), ("client_encoding", "UTF8")]
            + transportSecurity.keywords
    }

    /// The same connection as variables, for a program that is a child of ours and itself uses libpq. Holds the password:
    /// only the child's environment, which others cannot read, may have it, never an argument or a file.
    package func childEnvironment() throws(PostgresError) -> [String: String] {
        var variables = try ConninfoKeywords(resolving: connectionString).environment
        variables["PGCHANNELBINDING"] = nil
        variables["PGAPPNAME"] = applicationName
        for keyword in transportSecurity.keywords { variables["PG" + keyword.name.uppercased()] = keyword.value }
        return variables
    }

    /// Keywords whose values are paths, which people have to see where a file is missing.
    private static let fileKeywords = ["sslrootcert", "sslcert", "sslkey", "sslcrl", "sslcrldir"]
}
