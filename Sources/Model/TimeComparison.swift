/// What was predicted of statements against what a second run of the same traffic measured.
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

        public init(
            id: String, text: String, callsBefore: Double, callsAfter: Double, before: Double, predicted: Double,
            measured: Double
        ) {
            self.id = id
            self.text = text
            self.callsBefore = callsBefore
            self.callsAfter = callsAfter
            self.before = before
            self.predicted = predicted
            self.measured = measured
        }

        /// How far apart prediction and measurement are, at least 1.
        public var factor: Double { max(predicted, measured) / max(1e-9, min(predicted, measured)) }
    }

    public init(target: TargetIdentity, statements: [Line]) {
        self.target = target
        self.statements = statements
    }

    /// Statements whose prediction was within a factor of 2.
    public var withinTwo: Int { statements.filter { $0.factor <= 2 }.count }
}
