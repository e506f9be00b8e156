import Collect
import Foundation
import Model
import Plans
import Rules
import Synchronization

/// What is read once for all inputs.
enum BuiltIn {
    static let rules = (try? RuleSet.builtIn()) ?? RuleSet([])
    static let planRules = RuleSet(rules.rules.filter { $0.category == .plan })
    static let plan: Plan = {
        guard let plan = try? PlanReader.plan(in: "Seq Scan on t  (cost=0.00..10.00 rows=5 width=4)") else {
            fatalError("the plan that the targets use does not parse")
        }
        return plan
    }()
    /// Eight of the rules.
    static func some(_ choice: inout InputHash) -> RuleSet {
        guard !rules.rules.isEmpty else { return rules }
        return RuleSet((0..<8).map { _ in rules.rules[choice.number(below: rules.rules.count)] }.unique)
    }
}

extension [Rule] {
    fileprivate var unique: [Rule] { Dictionary(map { ($0.id, $0) }) { first, _ in first }.map(\.value) }
}

/// A small shop, collected from a real server.
enum Shop {
    static let snapshot: Snapshot = {
        guard let bytes = try? [UInt8](Data(contentsOf: URL(fileURLWithPath: Corpus.path + "/snapshot/shop.json"))),
            let snapshot = try? SnapshotFile.decode(bytes)
        else { fatalError("the corpus has no snapshot/shop.json") }
        return snapshot
    }()
}

/// The inputs in the repository that all others descend from.
public enum Corpus {
    public static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("FuzzTests/Corpus").path

    /// The files of a target, by name.
    public static func files(_ target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let folder = "\(path)/\(target.rawValue)"
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
            (name, [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))))
        }
    }
}

/// A folder in memory that is gone afterwards.
struct ScratchFolder {
    let path: String

    static func with<Result>(_ work: (ScratchFolder) throws -> Result) throws -> Result {
        let root = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        let folder = ScratchFolder(path: "\(root)/advisor-fuzz-\(getpid())")
        try? FileManager.default.removeItem(atPath: folder.path)
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        return try work(folder)
    }

    /// Names and contents by turns, parted by zero bytes, behind the first byte.
    func put(filesOf bytes: [UInt8]) throws {
        let parts = bytes.dropFirst().split(separator: 0, omittingEmptySubsequences: false)
        for position in stride(from: 0, to: parts.count - 1, by: 2) {
            let name = String(decoding: parts[position].prefix(60), as: UTF8.self)
            try put(Array(parts[position + 1]), name)
        }
    }

    /// Writes a file; a name that is none is passed over.
    func put(_ bytes: [UInt8], _ name: String) throws {
        guard !name.isEmpty, !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else { return }
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try? FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? Data(bytes).write(to: url)
    }
}

/// Plans anything: what a statement costs follows from its text and the indexes that are there.
struct HashPlanner: Planner {
    var unusable: [Int: UnusableCandidate] { [:] }

    func plan(_ requests: [PlanRequest]) async throws -> [Result<PlannedStatement, PlanFailure>] {
        requests.map { request in
            var choice = InputHash(Array(request.statement.utf8))
            let base = 100 + Double(choice.number(below: 100_000))
            guard let best = request.candidates.min() else { return .success(PlannedStatement(cost: base)) }
            return .success(PlannedStatement(cost: base / 7, candidatesUsed: [best]))
        }
    }
}

/// Waits on this thread for asynchronous work, as a fuzzer's callback has to.
func waiting<Answer: Sendable>(_ work: @escaping @Sendable () async throws -> Answer) throws -> Answer {
    let box = Box<Answer>()
    let done = DispatchSemaphore(value: 0)
    Task {
        do {
            let answer = try await work()
            box.result.withLock { $0 = .success(answer) }
        } catch {
            box.result.withLock { $0 = .failure(error) }
        }
        done.signal()
    }
    done.wait()
    guard let result = box.result.withLock({ $0 }) else { throw CancellationError() }
    return try result.get()
}

private final class Box<Answer: Sendable>: Sendable {
    let result = Mutex<Result<Answer, any Error>?>(nil)
}
