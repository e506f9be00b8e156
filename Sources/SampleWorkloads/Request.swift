/// What one request to the application makes it send: statements in order, on one connection.
public struct Request: Sendable, Equatable {
    public internal(set) var name: String
    /// How often it comes, relative to the others.
    public internal(set) var weight = 1
    /// Its statements are one transaction.
    public internal(set) var isTransaction = false
    /// It opens its transaction when the traffic begins and leaves it idle until the traffic has been examined.
    public internal(set) var isHeld = false
    public internal(set) var draws: [Draw] = []
    public internal(set) var statements: [Statement] = []

    /// A parameter whose values are drawn before the traffic starts.
    public struct Draw: Sendable, Equatable {
        public let name: String
        /// SQL, evaluated once a value.
        public let expression: String
    }

    /// One statement, as it goes over the wire.
    public struct Statement: Sendable, Equatable {
        /// Unique in its workload.
        public let name: String
        /// With `$1`, `$2` ... for `parameters`.
        public let text: String
        public let parameters: [Source]
        /// The earlier statement for each of whose rows this one runs; nil: it runs once.
        public let each: String?
    }

    /// Where the value of a parameter comes from.
    public enum Source: Sendable, Hashable {
        case drawn(String)
        /// The row at hand of the statement that `each` names, the first row of any other.
        case column(statement: String, column: String)
    }
}
