/// What the traffic did, as its clients saw it.
public struct Measurement: Sendable {
    public internal(set) var requests = 0
    /// Requests begun again after a deadlock or a serialization failure.
    public internal(set) var retries = 0
    public internal(set) var seconds = 0.0
    /// In the order of workload.sql; those that never ran have no executions.
    public internal(set) var statements: [StatementMeasurement] = []

    public func statement(_ name: String) -> StatementMeasurement? {
        statements.first { $0.name == name }
    }
}

/// One statement of the traffic.
public struct StatementMeasurement: Sendable, Equatable {
    public let name: String
    public let text: String
    public internal(set) var executions = 0
    /// Returned or affected.
    public internal(set) var rows = 0
    /// Round trips as the client measured them, waiting for locks included.
    public internal(set) var milliseconds = 0.0
    public internal(set) var maximumMilliseconds = 0.0

    public var meanMilliseconds: Double { executions == 0 ? 0 : milliseconds / Double(executions) }

    mutating func add(_ elapsed: Duration, rows count: Int) {
        let time = elapsed / .milliseconds(1)
        executions += 1
        rows += count
        milliseconds += time
        maximumMilliseconds = max(maximumMilliseconds, time)
    }

    mutating func add(_ other: StatementMeasurement) {
        executions += other.executions
        rows += other.rows
        milliseconds += other.milliseconds
        maximumMilliseconds = max(maximumMilliseconds, other.maximumMilliseconds)
    }
}

extension Measurement {
    init(of workload: SampleWorkload) {
        statements = workload.requests.flatMap(\.statements).map { StatementMeasurement(name: $0.name, text: $0.text) }
    }

    mutating func add(_ other: Measurement) {
        requests += other.requests
        retries += other.retries
        for index in statements.indices { statements[index].add(other.statements[index]) }
    }
}
