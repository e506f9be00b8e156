/// What was predicted of all statements of a workload against what a second run of the same traffic measured.
public struct TimeComparison: Sendable, Equatable {
    /// 1: first release.
    public static let schemaVersion = 1

    public var target: TargetIdentity
    /// In the order of the time that they took before, the most first.
    public var statements: [Line]

    /// One statement, in milliseconds of one execution.
    public struct Line: Sendable, Equatable {
        /// Fingerprint and hash of the text, as reports name statements.
        public var id: String
        public var text: String
        public var callsBefore: Double
        public var callsAfter: Double
        public var before: Double
        public var predicted: Double
        public var measured: Double
        /// Whether the advice changes its plan; else it is predicted to take what it took.
        public var isAdvised: Bool

        public init(
            id: String, text: String, callsBefore: Double, callsAfter: Double, before: Double, predicted: Double,
            measured: Double, isAdvised: Bool
        ) {
            self.id = id
            self.text = text
            self.callsBefore = callsBefore
            self.callsAfter = callsAfter
            self.before = before
            self.predicted = predicted
            self.measured = measured
            self.isAdvised = isAdvised
        }

        /// How far apart prediction and measurement are, at least 1.
        public var factor: Double { max(predicted, measured) / max(1e-9, min(predicted, measured)) }
    }

    public init(target: TargetIdentity, statements: [Line]) {
        self.target = target
        self.statements = statements
    }

    /// Statements whose plan the advice changes.
    public var advised: [Line] { statements.filter(\.isAdvised) }
    /// Those that it leaves alone.
    public var others: [Line] { statements.filter { !$0.isAdvised } }
}

extension [TimeComparison.Line] {
    /// How many were predicted within a factor of 2.
    public var withinTwo: Int { count { $0.factor <= 2 } }
}
