/// The five characters by which PostgreSQL says which error it is (appendix A of its manual), stable over versions and
/// languages.
public struct SQLState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public var description: String { rawValue }

    /// The first two characters: `22` is data, `23` integrity, `42` names and syntax, `53` resources, `57` the operator.
    public var classCode: Substring { rawValue.prefix(2) }
}

extension SQLState {
    public static let connectionFailure = SQLState(rawValue: "08006")
    public static let featureNotSupported = SQLState(rawValue: "0A000")
    public static let noActiveTransaction = SQLState(rawValue: "25P01")
    public static let failedTransaction = SQLState(rawValue: "25P02")
    public static let readOnlyTransaction = SQLState(rawValue: "25006")
    public static let idleInTransactionTimeout = SQLState(rawValue: "25P03")
    public static let uniqueViolation = SQLState(rawValue: "23505")
    public static let foreignKeyViolation = SQLState(rawValue: "23503")
    public static let unknownStatementName = SQLState(rawValue: "26000")
    public static let invalidAuthorization = SQLState(rawValue: "28000")
    public static let invalidPassword = SQLState(rawValue: "28P01")
    public static let unknownDatabase = SQLState(rawValue: "3D000")
    public static let serializationFailure = SQLState(rawValue: "40001")
    public static let deadlockDetected = SQLState(rawValue: "40P01")
    public static let insufficientPrivilege = SQLState(rawValue: "42501")
    public static let syntaxError = SQLState(rawValue: "42601")
    public static let undefinedColumn = SQLState(rawValue: "42703")
    public static let undefinedFunction = SQLState(rawValue: "42883")
    public static let undefinedTable = SQLState(rawValue: "42P01")
    public static let undefinedObject = SQLState(rawValue: "42704")
    public static let diskFull = SQLState(rawValue: "53100")
    public static let outOfMemory = SQLState(rawValue: "53200")
    public static let tooManyConnections = SQLState(rawValue: "53300")
    public static let objectNotInPrerequisiteState = SQLState(rawValue: "55000")
    public static let objectInUse = SQLState(rawValue: "55006")
    public static let lockNotAvailable = SQLState(rawValue: "55P03")
    public static let characterNotInRepertoire = SQLState(rawValue: "22021")
    public static let untranslatableCharacter = SQLState(rawValue: "22P05")
    public static let queryCanceled = SQLState(rawValue: "57014")
    public static let adminShutdown = SQLState(rawValue: "57P01")
    public static let crashShutdown = SQLState(rawValue: "57P02")
    public static let cannotConnectNow = SQLState(rawValue: "57P03")
    public static let databaseDropped = SQLState(rawValue: "57P04")
    public static let idleSessionTimeout = SQLState(rawValue: "57P05")
}
