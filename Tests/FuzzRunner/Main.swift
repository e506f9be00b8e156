import Foundation
import FuzzTargets

/// libFuzzer over one target: fuzz-runner TARGET [libFuzzer's options and corpus folders].
@main struct Main {
    @_silgen_name("LLVMFuzzerRunDriver")
    private static func runDriver(
        _ count: UnsafeMutablePointer<Int32>,
        _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
        _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
    ) -> Int32

    nonisolated(unsafe) private static var target = FuzzTarget.explain

    static func main() {
        let words = CommandLine.arguments
        guard words.count > 1, let chosen = FuzzTarget(rawValue: words[1]) else {
            FileHandle.standardError.write(Data("usage: fuzz-runner TARGET [options of libFuzzer] CORPUS...\n".utf8))
            exit(2)
        }
        // Written before the driver starts, and only read afterwards.
        target = chosen
        var arguments = ([words[0]] + words.dropFirst(2)).map { strdup($0) } + [nil]
        var count = Int32(arguments.count - 1)
        let status = arguments.withUnsafeMutableBufferPointer { buffer -> Int32 in
            guard var base = buffer.baseAddress else { return 2 }
            return runDriver(&count, &base) { bytes, length in
                Main.target.run(Array(UnsafeBufferPointer(start: bytes, count: length)))
                return 0
            }
        }
        exit(status)
    }
}
