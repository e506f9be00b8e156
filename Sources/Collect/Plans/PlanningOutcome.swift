import Model
import Postgres

/// What did not get a plan, counted, so that it is said once and not for each statement.
struct PlanningOutcome {
    private var beyondLimit = 0
    private var beyondTime = 0
    private var denied: Set<String> = []
    private var deniedCount = 0
    private var leftToTwin = 0
    private var isTampered = false

    init() {}

    mutating func leftOut(isForTime: Bool) {
        if isForTime { beyondTime += 1 } else { beyondLimit += 1 }
    }

    mutating func take(_ answer: TargetPlanner.Answer) {
        switch answer {
        case .planned: break
        case .failed(let error, _): failed(error)
        case .leftOut: leftToTwin += 1
        case .tampered: isTampered = true
        }
    }

    private mutating func failed(_ error: PostgresError) {
        guard error.sqlState == .insufficientPrivilege else { return }
        deniedCount += 1
        denied.insert(error.message)
    }

    func unreadable(_ server: ServerProfile, _ options: CollectOptions) -> [Unreadable] {
        let section = SectionShape.plans.name
        var items: [Unreadable] = []
        if isTampered {
            items.append(
                Unreadable(
                    section: section,
                    reason:
                        "a statement changed the session while it was planned, so no other was planned: the database holds code that the planner runs and that Advisor did not find",
                    remedy: nil))
        }
        if leftToTwin > 0 {
            items.append(
                Unreadable(
                    section: section,
                    reason:
                        "\(Format.plural(leftToTwin, "statement")) may reach code that is not PostgreSQL's own, which planning would run, and \(leftToTwin == 1 ? "was" : "were") left to the twin",
                    remedy: nil))
        }
        if deniedCount > 0 { items.append(deniedItem(server)) }
        if beyondLimit > 0 {
            items.append(
                Unreadable(
                    section: section,
                    reason:
                        "\(beyondLimit) statements, the least expensive, are beyond the limit of \(options.planLimit) plans",
                    remedy: "Allow more with --plans."))
        }
        if beyondTime > 0 {
            items.append(
                Unreadable(
                    section: section,
                    reason:
                        "\(beyondTime) statements, the least expensive, did not fit into \(Remedy.seconds(options.planTimeLimit))",
                    remedy: nil))
        }
        return items
    }

    private func deniedItem(_ server: ServerProfile) -> Unreadable {
        let shown = denied.sorted().prefix(5).joined(separator: ", ") + (denied.count > 5 ? " and others" : "")
        // What fails for a role that reads everything writes, or needs an owner or a superuser: nothing that a monitor should be.
        let remedy =
            server.canReadStatistics
            ? nil
            : Remedy(server: server).grantRead(
                otherwise: "GRANT SELECT ON ALL TABLES IN SCHEMA ... TO \(Quote.identifier(server.role));")
        return Unreadable(
            section: SectionShape.plans.name,
            reason:
                "\(Format.plural(deniedCount, "statement")) \(deniedCount == 1 ? "was" : "were") not planned on the target but left to the twin: \(shown)",
            remedy: remedy)
    }
}
