import SQLSyntax

/// One statement of the workload that indexes are chosen for.
public struct WorkloadStatement: Sendable, Hashable {
    /// Fingerprint and hash of the text, as reports name statements.
    public var id: String
    /// The text: with literals, or normalised with `$1` and so on.
    public var text: String
    /// What is planned, where the text is a command that carries a query; nil: the text.
    public var query: String?
    /// Executions a day; where only weights are known, the weight.
    public var callsPerDay: Double
    /// Measured execution time, ms a day; nil where nothing was measured.
    public var millisecondsPerDay: Double?
    /// Rows that an execution returns or changes on average; nil where nothing was measured.
    public var rowsPerCall: Double?
    /// What an execution reads on average; nil where nothing was measured.
    public var reading: BlockReading?
    /// Literals of executions that were seen, by the parameter that the text has in their place.
    public var samples: [[Int: String]]
    /// Schemas searched for bare names; nil: the target's own.
    public var searchPath: [String]?
    /// Its place in the workload by time, 1 the first; nil where nothing was measured.
    var rank: Int?
    /// Role that runs it, where row-level security makes that matter; nil: the owner of the database.
    public var role: String?

    /// What is planned.
    var planned: String { query ?? text }

    public init(
        id: String, text: String, callsPerDay: Double, millisecondsPerDay: Double? = nil, rowsPerCall: Double? = nil,
        reading: BlockReading? = nil, samples: [[Int: String]] = [], searchPath: [String]? = nil, role: String? = nil
    ) {
        self.id = id
        self.text = text
        query = SQL.carriedQuery(of: text)
        self.callsPerDay = Possible.rate(callsPerDay)
        self.millisecondsPerDay = millisecondsPerDay.map(Possible.total)
        self.rowsPerCall = rowsPerCall.map(Possible.rows)
        self.reading = reading
        self.samples = samples
        self.searchPath = searchPath
        self.role = role
    }
}

/// Blocks that statements ask for, and where they were found.
public struct BlockReading: Sendable, Hashable {
    /// Found in shared buffers.
    public var hits: Double
    /// Read from the disk or from the memory of the operating system.
    public var reads: Double
    /// Milliseconds that the reads took; 0 where the server does not measure it (track_io_timing).
    public var milliseconds: Double

    public init(hits: Double = 0, reads: Double = 0, milliseconds: Double = 0) {
        self.hits = Possible.total(hits)
        self.reads = Possible.total(reads)
        self.milliseconds = Possible.total(milliseconds)
    }

    var blocks: Double { hits + reads }

    /// Of the blocks asked for, those that were not in shared buffers: 0 to 1.
    public var missShare: Double { reads > 0 ? reads / (hits + reads) : 0 }

    static func += (left: inout BlockReading, right: BlockReading) {
        left.hits += right.hits
        left.reads += right.reads
        left.milliseconds += right.milliseconds
    }

    static func / (reading: BlockReading, count: Double) -> BlockReading {
        BlockReading(
            hits: reading.hits / count, reads: reading.reads / count, milliseconds: reading.milliseconds / count)
    }

    static func * (reading: BlockReading, count: Double) -> BlockReading {
        BlockReading(
            hits: reading.hits * count, reads: reading.reads * count, milliseconds: reading.milliseconds * count)
    }
}
