import Glibc

/// Runs work on threads of its own with stacks of 512 MB each, of which only touched pages take memory.
///
/// PostgreSQL's parser recurses once for each nested expression and, outside of a server, checks no stack depth: on
/// an ordinary stack a hostile statement kills the process.
enum BigStack {
    private static let size = 512 << 20
    /// Fewer items than this are not worth a thread more.
    private static let itemsPerThread = 100

    /// Runs the body and waits for it.
    static func run<Result>(_ body: () -> Result) -> Result {
        var result: Result?
        withoutActuallyEscaping(body) { body in
            Thread { result = body() }.join()
        }
        guard let result else { preconditionFailure("the body has run") }
        return result
    }

    /// Transforms the items in as many runs as there are processors, and waits. The transformation gets a whole run at
    /// once and returns one result for each of its items.
    static func map<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ transform: @Sendable (ArraySlice<Item>) -> [Result]
    ) -> [Result] {
        let processors = max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1)
        let count = min(processors, items.count / itemsPerThread + 1)
        var parts = Array(repeating: [Result](), count: count)
        withoutActuallyEscaping(transform) { transform in
            parts.withUnsafeMutableBufferPointer { parts in
                let threads = (0..<count).map { part in
                    let range = (items.count * part / count)..<(items.count * (part + 1) / count)
                    // Each thread writes its own element, and all are joined before the buffer is read.
                    nonisolated(unsafe) let slot = parts.baseAddress.map { $0 + part }
                    return Thread { slot?.pointee = transform(items[range]) }
                }
                for thread in threads { thread.join() }
            }
        }
        return parts.flatMap { $0 }
    }

    /// A thread that begins at once. Where none can be had, the work is done on the caller's stack when it is joined.
    private final class Thread {
        private let body: () -> Void
        private var handle = pthread_t()
        private let isStarted: Bool

        init(_ body: @escaping () -> Void) {
            self.body = body
            var attributes = pthread_attr_t()
            pthread_attr_init(&attributes)
            pthread_attr_setstacksize(&attributes, BigStack.size)
            let work = Unmanaged.passRetained(Work(body))
            isStarted = pthread_create(&handle, &attributes, Self.main, work.toOpaque()) == 0
            if !isStarted { work.release() }
            pthread_attr_destroy(&attributes)
        }

        func join() {
            if isStarted { pthread_join(handle, nil) } else { body() }
        }

        private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
            if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
            return nil
        }
    }

    private final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }
}
