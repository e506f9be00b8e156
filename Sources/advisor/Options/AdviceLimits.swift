import Advise
import ArgumentParser

/// What the advice must keep to.
struct AdviceLimits: ParsableArguments {
    // Of numbers: what begins with a dash is a wrong value and no option.
    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Room for new indexes: 2GB, 500MB, bytes, or 25% of the tables; several give a frontier.", valueName: "size"
        ))
    var budget: [BudgetArgument] = []

    @Option(parsing: .unconditional, help: ArgumentHelp("Keys of an index at most.", valueName: "n"))
    var maxColumns = 3

    @Option(parsing: .unconditional, help: ArgumentHelp("New indexes for each table at most.", valueName: "n"))
    var maxPerTable: Int?

    @Option(
        help: ArgumentHelp("Only these methods, separated by commas: btree,gin,gist,brin,hash.", valueName: "methods"))
    var methods: String?

    @Flag(help: "Only plain columns: no expressions, conditions, INCLUDE or operator classes.")
    var plain = false

    @Flag(help: "Weigh also indexes that take an extension which the target has not installed: pg_trgm.")
    var newExtensions = false

    @Flag(help: "Leave existing indexes as they are.")
    var noDrops = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("No statement may become costlier by more than this.", valueName: "per cent"))
    var tolerate = 1.0

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Be done after so many seconds, with the best found; 50, and 6 for each further budget, where not given.",
            valueName: "seconds"))
    var seconds: Double?

    func validate() throws {
        guard (1...32).contains(maxColumns) else { throw ValidationError("--max-columns must be between 1 and 32.") }
        if let seconds, !(seconds > 0) { throw ValidationError("--seconds must be above 0.") }
        guard tolerate >= 0 else { throw ValidationError("--tolerate must not be below 0.") }
        if let maxPerTable, maxPerTable < 0 { throw ValidationError("--max-per-table must not be below 0.") }
        let unknown = methodNames?.subtracting(["btree", "gin", "gist", "brin", "hash"]).sorted() ?? []
        guard unknown.isEmpty else {
            throw ValidationError("Unknown method \(unknown[0]): btree, gin, gist, brin, hash.")
        }
    }

    /// Seconds that a run takes at most where nobody says how many it may.
    private static let mostSeconds = 110.0

    private var methodNames: Set<String>? {
        methods.map { Set($0.split(separator: ",").map { $0.trimmingPrefix(" ").lowercased() }) }
    }

    func options() throws -> AdviceOptions {
        var options = AdviceOptions()
        options.candidates.maximumColumns = maxColumns
        options.candidates.isPlain = plain
        options.candidates.methods = methodNames
        options.candidates.allowsNewExtensions = newExtensions
        if !budget.isEmpty {
            options.budgets = budget.map(\.budget)
            options.candidates.allowsRedundancy = true
        }
        options.indexesPerTable = maxPerTable
        options.maximumRegression = tolerate / 100
        options.drops = !noDrops
        options.seconds = seconds ?? min(options.seconds + 6 * Double(max(0, budget.count - 1)), Self.mostSeconds)
        return options
    }
}

/// A budget as people write it: `2GB`, `500 MB`, `25%`, `1048576`.
struct BudgetArgument: ExpressibleByArgument {
    var budget: Budget

    init?(argument: String) {
        let text = argument.trimmingPrefix(" ").lowercased()
        let number = text.prefix { $0.isNumber || $0 == "." }
        guard let value = Double(number), value.isFinite else { return nil }
        switch text.dropFirst(number.count).drop(while: { $0 == " " }) {
        case "", "b": budget = .bytes(value)
        case "%": budget = .share(value / 100)
        case "kb": budget = .bytes(value * 1024)
        case "mb": budget = .bytes(value * 1_048_576)
        case "gb": budget = .bytes(value * 1_073_741_824)
        case "tb": budget = .bytes(value * 1_099_511_627_776)
        default: return nil
        }
    }
}
