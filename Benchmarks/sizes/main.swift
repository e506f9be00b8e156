// Builds the indexes that advice would weigh for a workload, for real, and prints what was predicted of each beside it.
//
//   swift run -c release SizesBenchmark TARGET FILE [INDEXES]
//
// TARGET is a connection string, FILE holds statements, `sample:NAME` those of a sample workload, whose database is empty before.
// Of each kind of btree (plain, partial, of expressions, INCLUDE) INDEXES are built, evenly chosen, of other methods all: each in
// a transaction that is rolled back; with CONCURRENTLY=1 in the environment they are built so, and dropped. One line for each
// goes to standard output (with REPEAT=N in the environment the shortest time of so many builds), parts separated by tabs: kind, bytes predicted and built, seconds predicted and taken, DDL.

import Advise
import Collect
import Foundation
import Model
import Postgres
import SampleWorkloads

guard CommandLine.arguments.count > 2 else {
    FileHandle.standardError.write(Data("usage: SizesBenchmark TARGET FILE|sample:NAME [INDEXES]\n".utf8))
    exit(2)
}
let target = try ConnectionOptions(CommandLine.arguments[1])
let concurrently = ProcessInfo.processInfo.environment["CONCURRENTLY"] != nil
let repeats = max(1, ProcessInfo.processInfo.environment["REPEAT"].flatMap(Int.init) ?? 1)
let count = CommandLine.arguments.count > 3 ? Int(CommandLine.arguments[3]) ?? 10 : 10

try await seed(CommandLine.arguments[2])
var collecting = CollectOptions()
(collecting.samples, collecting.planLimit) = (0, 0)
let window = Window(lifetimeOf: try await Collector(collecting).collect(target, name: "sizes"))
let advisor = try IndexAdvisor(window: window, workload: try workload(CommandLine.arguments[2]))
let connection = try await Connection.connect(target)
for (kind, candidates) in Dictionary(grouping: advisor.candidates, by: kind).sorted(by: { $0.key < $1.key }) {
    for candidate in kind.hasPrefix("btree") ? evenly(count, of: candidates) : candidates {
        guard let (bytes, seconds) = try await fastest(candidate.definition) else { continue }
        let figures = [
            Double(candidate.pages) * 8192, bytes, advisor.buildSeconds(of: candidate, concurrently: concurrently) ?? 0,
            seconds,
        ]
        print(kind, figures.map { "\($0)" }.joined(separator: "\t"), ddl(candidate.definition), separator: "\t")
    }
}
await connection.close()

func sample(_ name: String) throws -> SampleWorkload? {
    name.hasPrefix("sample:") ? try SampleWorkload.named(String(name.dropFirst("sample:".count))) : nil
}

func seed(_ name: String) async throws {
    try await sample(name)?.seed(target, scale: SampleWorkload.demoScale)
}

func workload(_ name: String) throws -> Workload {
    guard let sample = try sample(name) else { return Workload(sql: try String(contentsOfFile: name, encoding: .utf8)) }
    return Workload(sql: sample.requests.flatMap(\.statements).map(\.text).joined(separator: ";\n"))
}

func kind(_ candidate: CandidateIndex) -> String {
    let definition = candidate.definition
    guard definition.method == "btree" else { return definition.method }
    if definition.predicate != nil { return "btree partial" }
    if !definition.include.isEmpty { return "btree INCLUDE" }
    return definition.keys.contains { $0.column == nil } ? "btree expression" : "btree"
}

func evenly(_ count: Int, of candidates: [CandidateIndex]) -> [CandidateIndex] {
    guard candidates.count > count else { return candidates }
    return (0..<count).map { candidates[$0 * candidates.count / count] }
}

func ddl(_ definition: IndexDefinition) -> String {
    definition.createStatement(name: "advisor_sizes", concurrently: concurrently)
}

/// As `build`, with the shortest time of REPEAT builds: what else the machine does makes single ones longer.
func fastest(_ definition: IndexDefinition) async throws -> (Double, Double)? {
    var best: (bytes: Double, seconds: Double)?
    for _ in 0..<repeats {
        guard let (bytes, seconds) = try await build(definition) else { return nil }
        best = (bytes, min(seconds, best?.seconds ?? seconds))
    }
    return best
}

/// Bytes of the index with those of its partitions, and how long it took; nil where PostgreSQL refuses it, as the twin would
/// have noticed.
func build(_ definition: IndexDefinition) async throws -> (Double, Double)? {
    let name = Quote.identifier(definition.schema) + ".advisor_sizes"
    if !concurrently { try await connection.execute("BEGIN") }
    let clock = ContinuousClock()
    let start = clock.now
    do {
        try await connection.execute(ddl(definition))
    } catch {
        try await connection.execute(concurrently ? "DROP INDEX IF EXISTS \(name)" : "ROLLBACK")
        return nil
    }
    let seconds = (clock.now - start) / .seconds(1)
    let literal = name.replacing("'", with: "''")
    // A partitioned index has no bytes of its own; of any other there is no tree.
    let rows = try await connection.query(
        """
        SELECT (pg_relation_size('\(literal)') + coalesce(sum(pg_relation_size(relid)), 0))::bigint \
        FROM pg_partition_tree('\(literal)')
        """)
    let bytes = Double(try rows[0].decode(0, as: Int.self))
    try await connection.execute(concurrently ? "DROP INDEX \(name)" : "ROLLBACK")
    return (bytes, seconds)
}
