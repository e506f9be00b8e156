import Testing

@testable import Postgres

@Suite struct PoolLedgerTests {
    private typealias Ledger = PoolLedger<String>
    private let start = ContinuousClock.now

    private func ledger(minimum: Int = 0, maximum: Int = 3, members: [String] = []) -> Ledger {
        var limits = PoolLimits()
        limits.minimum = minimum
        limits.maximum = maximum
        limits.idle = .seconds(60)
        limits.lifetime = .seconds(600)
        var ledger = Ledger(limits: limits)
        for member in members {
            ledger.reserve()
            ledger.putBack(.init(member: member, retires: start + .seconds(600)), at: start)
        }
        return ledger
    }

    @Test func lendsTheOneUsedLast() {
        var ledger = ledger(members: ["a", "b"])
        #expect(ledger.take(at: start)?.member == "b")
        #expect(ledger.take(at: start)?.member == "a")
        #expect(ledger.take(at: start) == nil)
        #expect(ledger.count == 2)
        #expect(ledger.hasRoom)
    }

    @Test func doesNotLendTheRetired() {
        var ledger = ledger(members: ["a"])
        #expect(ledger.take(at: start + .seconds(600)) == nil)
        #expect(ledger.takeExpired(at: start + .seconds(600)) == ["a"])
        #expect(ledger.count == 0)
    }

    @Test func closesTheIdleDownToTheMinimum() {
        var ledger = ledger(minimum: 1, members: ["a", "b", "c"])
        #expect(ledger.takeExpired(at: start + .seconds(59)) == [])
        #expect(ledger.nextExpiry == start + .seconds(60))
        #expect(ledger.takeExpired(at: start + .seconds(60)) == ["a", "b"])
        #expect(ledger.count == 1)
        #expect(ledger.nextExpiry == start + .seconds(600))
    }

    @Test func jitterShortensLivesByUpToATenth() {
        let ledger = ledger()
        #expect(ledger.retirement(openedAt: start, jitter: 0) == start + .seconds(600))
        #expect(ledger.retirement(openedAt: start, jitter: 1) == start + .seconds(540))
        #expect(ledger.retirement(openedAt: start, jitter: 7) == start + .seconds(540))
    }

    @Test func countsWhatIsBeingOpened() {
        var ledger = ledger(minimum: 1, maximum: 1)
        #expect(ledger.lacksMembers)
        ledger.reserve()
        #expect(!ledger.hasRoom)
        ledger.discard()
        #expect(ledger.hasRoom)
    }
}
