/// Numbers from outside (plans, snapshots, histories, files, servers, command lines) are whatever somebody wrote, and
/// Swift's conversions and operators trap on what does not fit. No such number reaches them: it is converted and added
/// up by these.
extension FixedWidthInteger {
    /// The integer nearest to a number: rounded towards zero, the end of the range for what is beyond it, 0 for NaN.
    public init(saturating value: Double) {
        if let exact = Self(exactly: value.rounded(.towardZero)) {
            self = exact
        } else {
            self = value > 0 ? .max : value < 0 ? .min : 0
        }
    }

    /// The sum, or the end of the range where it is beyond it.
    public func saturatingSum(_ other: Self) -> Self {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}

extension Double {
    /// A figure that is to be reckoned with: no infinity and no NaN, and small enough that products and sums of it stay
    /// finite too. No counter, size, cost or time of a real server comes near the end.
    public var bounded: Double { isNaN ? 0 : Swift.min(Swift.max(self, -1e100), 1e100) }
}

extension Duration {
    /// Seconds as people and files give them: not below zero, and at most 30 years, since longer ones overflow.
    public static func seconds(bounded value: Double) -> Duration {
        .seconds(value.isNaN ? 0 : min(max(value, 0), 1e9))
    }

    /// As PostgreSQL's time-outs take it: whole milliseconds, one at least since 0 is none, and no more than fit.
    public var timeoutMilliseconds: Int {
        Int(max(1, Int32(saturating: (self / .milliseconds(1)).rounded())))
    }
}
