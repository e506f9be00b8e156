/// How long snapshots are kept: all for a while, then the first of each hour, then the first of each day, then none.
///
/// The latest snapshot of a target is always kept.
public struct RetentionPolicy: Sendable, Equatable {
    /// Days, counted back from now. Each tier must reach at least as far as the one before it to have any effect.
    public var allDays: Double
    public var hourlyDays: Double
    public var dailyDays: Double

    public init(allDays: Double = 2, hourlyDays: Double = 14, dailyDays: Double = 400) {
        self.allDays = allDays
        self.hourlyDays = hourlyDays
        self.dailyDays = dailyDays
    }

    /// The positions of the snapshots to remove, given the times of all of one target in ascending order.
    ///
    /// Hours and days are those of UTC. The first of each is kept, so that a snapshot, once it has been chosen for its
    /// day, stays chosen as time goes on.
    func removable(times: [Double], now: Double) -> [Int] {
        var result: [Int] = []
        var previousHour: Double?
        var previousDay: Double?
        for (position, time) in times.enumerated() {
            let age = (now - time) / 86_400
            let hour = (time / 3_600).rounded(.down)
            let day = (time / 86_400).rounded(.down)
            let keep =
                age <= allDays || position == times.count - 1
                || (age <= hourlyDays && hour != previousHour) || (age <= dailyDays && day != previousDay)
            previousHour = hour
            previousDay = day
            if !keep { result.append(position) }
        }
        return result
    }
}
