// Builds a history of 30 days at ten-minute steps, or reads the window of the last 7 days from one.
//
//   swift run -c release HistoryBenchmark build FILE [SNAPSHOTS]
//   swift run -c release HistoryBenchmark read FILE
//
// One line of JSON goes to standard output. Reading is a run of its own, so that its peak memory is not the builder's.

import Foundation
import History
import Model

func seconds(_ work: () throws -> Void) rethrows -> Double {
    let duration = try ContinuousClock().measure(work)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}

func peakMegabytes() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1024
}

func megabytes(_ path: String) -> Double {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return ((attributes?[.size] as? NSNumber)?.doubleValue ?? 0) / 1e6
}

func report(_ figures: [(String, Double)]) {
    print("{\(figures.map { "\"\($0.0)\": \(($0.1 * 1000).rounded() / 1000)" }.joined(separator: ", "))}")
}

func build(_ path: String, snapshots: Int) throws {
    let history = try SQLiteHistory(path: path, retention: nil)
    var workload = Workload()
    // It ends now, so that `advisor report --since 7d` finds its week.
    let start = Date().timeIntervalSince1970.rounded() - Double(snapshots) * Workload.step
    var appending: [Double] = []
    for number in 0..<snapshots {
        let snapshot = workload.next(number, start: start)
        appending.append(try seconds { try history.append(snapshot) })
    }
    appending.sort()
    report([
        ("snapshots", Double(snapshots)), ("file_mb", megabytes(path)), ("append_total_s", appending.reduce(0, +)),
        ("append_median_ms", appending[snapshots / 2] * 1000), ("append_max_ms", appending[snapshots - 1] * 1000),
        ("peak_mb", peakMegabytes()),
    ])
}

func read(_ path: String) throws {
    let history = try SQLiteHistory(path: path, access: .read)
    let days = 7 * 86_400.0
    let name = Workload.target.name
    let latest = try history.targets().first { $0.name == name }?.last ?? 0
    var window: Window?
    let elapsed = try seconds { window = try history.window(target: name, since: days, now: latest) }
    report([
        ("window_days", (window?.seconds ?? 0) / 86_400), ("window_s", elapsed), ("peak_mb", peakMegabytes()),
        ("statements", Double(window?.deltas["statement_entries"]?.section.count ?? 0)),
        ("previous_statements", Double(window?.previousStatements?.section.count ?? 0)),
    ])
}

let arguments = CommandLine.arguments
do {
    switch arguments.dropFirst().first {
    case "build" where arguments.count > 2:
        try build(arguments[2], snapshots: arguments.count > 3 ? Int(arguments[3]) ?? 4_320 : 4_320)
    case "read" where arguments.count > 2: try read(arguments[2])
    default: print("usage: HistoryBenchmark build FILE [SNAPSHOTS] | read FILE")
    }
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(2)
}
