/// What is said of an input that holds plans: of each plan, and of the lines that belong to none.
public struct PlanExplanation: Sendable {
    /// A plan and the line of the input on which it begins, from 1.
    public struct Part: Sendable {
        public var line: Int
        public var analysis: PlanAnalysis

        public init(line: Int, analysis: PlanAnalysis) {
            self.line = line
            self.analysis = analysis
        }
    }

    /// In the order of the input.
    public var parts: [Part]
    /// Plans that begin but could not be read, each with its line and the reason.
    public var problems: [String]
    public var unread: [UnreadLine]
    /// Lines of the input.
    public var lineCount: Int

    public init(parts: [Part], problems: [String] = [], unread: [UnreadLine] = [], lineCount: Int) {
        self.parts = parts
        self.problems = problems
        self.unread = unread
        self.lineCount = lineCount
    }
}

/// A line of an input that was not understood.
public struct UnreadLine: Sendable, Equatable {
    /// From 1.
    public var number: Int
    /// As it stands in the input.
    public var text: String

    public init(number: Int, text: String) {
        self.number = number
        self.text = text
    }
}
