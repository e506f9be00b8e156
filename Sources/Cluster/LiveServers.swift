import Synchronization

/// The private servers of this process.
public enum LiveServers {
    private static let guardians = Mutex<[ObjectIdentifier: Guardian]>([:])

    /// Stops every private server and returns when processes and folders are gone. Blocks: for `atexit` and the like.
    /// Without this servers end too, but after us.
    public static func stopAll() {
        let all = guardians.withLock { guardians in
            defer { guardians = [:] }
            return Array(guardians.values)
        }
        all.forEach { $0.hangUp() }
        all.forEach { $0.waitUntilGone() }
    }

    static func remember(_ guardian: Guardian) {
        guardians.withLock { $0[ObjectIdentifier(guardian)] = guardian }
    }

    static func forget(_ guardian: Guardian) {
        guardians.withLock { $0[ObjectIdentifier(guardian)] = nil }
    }
}
