import Collect
import Model
import Postgres
import TestSupport
import Testing

@testable import Advise

@Suite struct DroppableTests {
    // MARK: Evidence of time

    /// The shop with an index on orders (status) that was not scanned.
    private static func window(
        days: Double = 30, isLifetime: Bool = false, scans: Int64 = 0, continuity: Continuity = .continuous,
        hasStandby: Bool = false
    ) -> Window {
        var window = Shop.window(days: days)
        Shop.index(&window.last, 20, 1, "orders_status", ["status"])
        var usage = Section(.indexStatistics)
        usage.append(["index_oid": .integer(20), "scans": .integer(scans)])
        window.deltas[SectionShape.indexStatistics.name] = SectionDelta(
            section: usage, continuity: [continuity], vanished: 0)
        window.from = window.to - days * 86_400
        window.isLifetime = isLifetime
        window.last[.replication] = Section(.replication)
        if hasStandby { window.last[.replication].append(["pid": .integer(1)]) }
        return window
    }

    private func droppable(_ window: Window, unusedDays: Double = 7) -> [String] {
        var options = AdviceOptions()
        options.unusedDays = unusedDays
        return Droppable.all(TargetSchema(window), window, options, candidates: []).map(\.index.name)
    }

    @Test func anIndexWithoutScansForLongEnoughMayGo() throws {
        let window = Self.window()
        #expect(droppable(window) == ["orders_status"])
        let reason = try #require(
            Droppable.all(TargetSchema(window), window, AdviceOptions(), candidates: []).first?.reason)
        #expect(reason == "no query on this server has used it in the 30 days that its scans were counted")
    }

    @Test func whatHasNotBeenWatchedLongEnoughStays() {
        #expect(droppable(Self.window(days: 6.9)) == [])
        #expect(droppable(Self.window(scans: 1)) == [])
        #expect(droppable(Self.window(hasStandby: true)) == [])
        // Built, or its counters reset, in the middle of the window.
        #expect(droppable(Self.window(continuity: .appeared)) == [])
        #expect(droppable(Self.window(continuity: .restarted)) == [])
        // How old the index is stands nowhere in one snapshot.
        #expect(droppable(Self.window(isLifetime: true)) == [])
    }

    /// Of two equal ones, of which the older one could go for another reason, only one goes for the other's sake.
    @Test func whatStandsInForAnotherStays() throws {
        var window = Self.window()
        Shop.index(&window.last, 21, 1, "orders_status_again", ["status"])
        var usage = Section(.indexStatistics)
        usage.append(["index_oid": .integer(20), "scans": .integer(0)])
        usage.append(["index_oid": .integer(21), "scans": .integer(9)])
        window.deltas[SectionShape.indexStatistics.name] = SectionDelta(
            section: usage, continuity: [.continuous, .continuous], vanished: 0)
        let found = Droppable.all(TargetSchema(window), window, AdviceOptions(), candidates: [])
        #expect(found.map(\.index.name) == ["orders_status", "orders_status_again"])
        #expect(found[0].replacements == [] && found[0].standIn == nil)
        #expect(found[1].replacements == [0] && found[1].reason.contains("orders_status serves"))
    }

    @Test(arguments: [0, -1, 0.2, Double.nan])
    func noOptionMakesMomentsEnough(days: Double) {
        #expect(droppable(Self.window(days: 0.5), unusedDays: days) == [])
        #expect(droppable(Self.window(days: 0), unusedDays: days) == [])
    }

    // MARK: What stands for what

    /// Pairs of indexes, of which only the last serve each other.
    private static let schema = """
        CREATE TABLE y(id bigserial primary key, k int, st text, a int, b int, c int, f text, l text);
        CREATE INDEX q1 ON y(k) WHERE st='A';
        CREATE INDEX q2 ON y(k) WHERE st='a';
        CREATE INDEX q3 ON y(k, a) WHERE st='A b';
        CREATE INDEX q4 ON y(k) WHERE st='Ab';
        CREATE INDEX q5 ON y((a-(b-c)));
        CREATE INDEX q6 ON y(((a-b)-c));
        CREATE INDEX q7 ON y((f||' '||l));
        CREATE INDEX q8 ON y((f||''||l));
        CREATE INDEX q9 ON y(b) WHERE a>5 AND (b>3 OR c>2);
        CREATE INDEX q10 ON y(b,c) WHERE (a>5 AND b>3) OR c>2;
        CREATE INDEX collated ON y(st COLLATE "C");
        CREATE INDEX uncollated ON y(st);
        CREATE INDEX pattern ON y(st text_pattern_ops);
        CREATE INDEX lowered ON y(lower(f) COLLATE "C");
        CREATE INDEX lowered_too ON y(lower(f));
        CREATE INDEX nulls ON y(l NULLS FIRST);
        CREATE INDEX no_nulls ON y(l);
        CREATE INDEX up ON y(a, c);
        CREATE INDEX zigzag ON y(a, c DESC);
        CREATE INDEX "Upper" ON y(upper(f));
        CREATE INDEX "Lower" ON y(upper(l));
        CREATE INDEX blocks ON y USING brin (id) WITH (pages_per_range = 16);
        CREATE INDEX more_blocks ON y USING brin (id);
        CREATE EXTENSION pg_trgm;
        CREATE INDEX long ON y USING gist (f gist_trgm_ops (siglen = 64));
        CREATE INDEX short ON y USING gist (f gist_trgm_ops);
        CREATE INDEX same ON y(c, k) WHERE a > 5 AND b > 3;
        CREATE INDEX same_too ON y(c DESC, k DESC) WHERE b > 3 AND a > 5;
        """

    @Test func onlyWhatMeansTheSameIsCalledTheSame() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            var collecting = CollectOptions()
            (collecting.samples, collecting.planLimit) = (0, 0)
            let snapshot = try await Collector(collecting).collect(try ConnectionOptions(database.url), name: "y")
            let window = Window(lifetimeOf: snapshot)
            let found = Droppable.all(TargetSchema(window), window, AdviceOptions(), candidates: [])
            #expect(found.map(\.index.name) == ["same_too"])
            #expect(found.map(\.reason) == ["the index same serves all that it does"])
        }
    }
}
