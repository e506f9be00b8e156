import Foundation
import Synchronization

/// Feeds a target with mutated inputs, in a process of its own: a trap ends it, and what it was working on stays in a file.
public struct FuzzRun {
    public var target: FuzzTarget
    public var count: Int
    /// Where the input at hand is kept.
    public var path: String

    public init(target: FuzzTarget, count: Int, path: String) {
        self.target = target
        self.count = count
        self.path = path
    }

    /// Far above what an input takes, even where tools check every access; below what a person would wait for.
    public static let secondsPerInput = 10.0
    public static let bytes = 1 << 30

    /// Status of a process that gave up on an input that does not end, or took too much memory.
    public static let hung: Int32 = 98
    public static let tooLarge: Int32 = 97

    /// Ends the process where a limit is over.
    public func run() throws {
        let corpus = try Corpus.files(target).map(\.bytes)
        var mutator = Mutator(corpus: corpus, seed: InputHash(Array(target.rawValue.utf8)).value)
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        defer { close(descriptor) }
        let watch = Watch()
        watch.start()
        for position in 0..<count {
            let input = position < corpus.count ? corpus[position] : mutator.next()
            ftruncate(descriptor, 0)
            _ = input.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
            watch.begin()
            target.run(input)
            if Self.peakMemory > Self.bytes { exit(Self.tooLarge) }
        }
        unlink(path)
    }

    /// The most memory that this process ever held, in bytes.
    public static var peakMemory: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1_024
    }

    /// Ends the process when an input takes too long.
    private final class Watch: Sendable {
        private let begun = Atomic<UInt64>(DispatchTime.now().uptimeNanoseconds)

        func begin() { begun.store(DispatchTime.now().uptimeNanoseconds, ordering: .relaxed) }

        func start() {
            Thread.detachNewThread { [self] in
                while true {
                    Thread.sleep(forTimeInterval: 0.5)
                    let elapsed = DispatchTime.now().uptimeNanoseconds &- begun.load(ordering: .relaxed)
                    if Double(elapsed) > FuzzRun.secondsPerInput * 1e9 { exit(FuzzRun.hung) }
                }
            }
        }
    }
}
