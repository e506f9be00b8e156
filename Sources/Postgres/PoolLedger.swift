/// The books of a pool: which members lie idle, how many exist, and which have lived long enough. Decides, does nothing.
struct PoolLedger<Member> {
    typealias Instant = ContinuousClock.Instant

    struct Lease {
        let member: Member
        let retires: Instant
    }

    private struct Idle {
        let lease: Lease
        let since: Instant
    }

    let limits: PoolLimits
    /// Members that exist or are being opened.
    private(set) var count = 0
    /// The one used last lies at the end and is taken first, so that those not needed grow old.
    private var idle: [Idle] = []

    init(limits: PoolLimits) { self.limits = limits }

    var hasRoom: Bool { count < limits.maximum }
    var lacksMembers: Bool { count < limits.minimum }
    var idleCount: Int { idle.count }

    mutating func reserve() { count += 1 }
    mutating func discard() { count -= 1 }

    /// When a member opened now retires: the lifetime less up to a tenth, lest all retire at once.
    /// - Parameter jitter: 0 to 1.
    func retirement(openedAt now: Instant, jitter: Double) -> Instant {
        now + limits.lifetime * (1 - 0.1 * min(max(jitter, 0), 1))
    }

    /// The idle member used last that has not retired.
    mutating func take(at now: Instant) -> Lease? {
        guard let place = idle.lastIndex(where: { $0.lease.retires > now }) else { return nil }
        return idle.remove(at: place).lease
    }

    mutating func putBack(_ lease: Lease, at now: Instant) { idle.append(Idle(lease: lease, since: now)) }

    /// Takes out the members that have retired or lain idle too long, keeping the minimum of those merely idle.
    mutating func takeExpired(at now: Instant) -> [Member] {
        var expired: [Member] = []
        idle.removeAll { entry in
            let hasRetired = entry.lease.retires <= now
            let isSuperfluous = entry.since + limits.idle <= now && count - expired.count > limits.minimum
            if hasRetired || isSuperfluous { expired.append(entry.lease.member) }
            return hasRetired || isSuperfluous
        }
        count -= expired.count
        return expired
    }

    /// When to call `takeExpired` next; nil with nothing idle.
    var nextExpiry: Instant? {
        idle.map { count > limits.minimum ? min($0.lease.retires, $0.since + limits.idle) : $0.lease.retires }.min()
    }

    mutating func takeAll() -> [Member] {
        let members = idle.map(\.lease.member)
        count -= members.count
        idle = []
        return members
    }
}

extension PoolLedger.Lease: Sendable where Member: Sendable {}
