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

    /// Of the processor, since a busy machine makes everything slow; far above what an input takes, below what a person
    /// would wait for.
    public static let secondsPerInput = 10.0
    /// By the clock on the wall: who waits for what never comes uses no processor.
    private static let secondsOfWaiting = 300.0
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
        private let clocks = Mutex(
            (processor: Watch.seconds(CLOCK_PROCESS_CPUTIME_ID), wall: Watch.seconds(CLOCK_MONOTONIC)))

        func begin() {
            clocks.withLock {
                $0 = (Self.seconds(CLOCK_PROCESS_CPUTIME_ID), Self.seconds(CLOCK_MONOTONIC))
            }
        }

        func start() {
            Thread.detachNewThread { [self] in
                while true {
                    Thread.sleep(forTimeInterval: 0.5)
                    let begun = clocks.withLock { $0 }
                    let used = Self.seconds(CLOCK_PROCESS_CPUTIME_ID) - begun.processor
                    let waited = Self.seconds(CLOCK_MONOTONIC) - begun.wall
                    if used > FuzzRun.secondsPerInput || waited > FuzzRun.secondsOfWaiting { exit(FuzzRun.hung) }
                }
            }
        }

        private static func seconds(_ clock: clockid_t) -> Double {
            var time = timespec()
            clock_gettime(clock, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
    }
}
