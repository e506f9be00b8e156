import Glibc

/// Runs work on a thread of its own with a stack of 512 MB, of which only touched pages take memory.
///
/// PostgreSQL's parser recurses once for each nested expression and, outside of a server, checks no stack depth: on
/// an ordinary stack a hostile statement kills the process.
enum BigStack {
    private static let size = 512 << 20

    private final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// Runs the body and waits for it. Where no thread can be had, runs it on the caller's stack.
    static func run<Result>(_ body: () -> Result) -> Result {
        var result: Result?
        withoutActuallyEscaping(body) { body in
            let work = Work { result = body() }
            var attributes = pthread_attr_t()
            pthread_attr_init(&attributes)
            pthread_attr_setstacksize(&attributes, size)
            var thread = pthread_t()
            let start: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeUnretainedValue().body() }
                return nil
            }
            // The thread ends before this call does, so `work` outlives it.
            let failed = pthread_create(&thread, &attributes, start, Unmanaged.passUnretained(work).toOpaque())
            pthread_attr_destroy(&attributes)
            if failed == 0 { pthread_join(thread, nil) } else { work.body() }
            withExtendedLifetime(work) {}
        }
        guard let result else { preconditionFailure("the body has run") }
        return result
    }
}
