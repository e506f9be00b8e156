import Model
import Testing

@testable import Plans

/// The arithmetic on plans worked out by hand.
@Suite struct ExclusiveTests {
    private func nodes(_ text: String) throws -> [PlanNode] { try PlanReader.plan(in: text).root.all }

    @Test func timesAreMultipliedByLoops() throws {
        let nodes = try nodes(
            """
            Nested Loop  (cost=0.00..100.00 rows=10 width=4) (actual time=0.1..10.0 rows=10 loops=1)
              ->  Seq Scan on a  (cost=0.00..20.00 rows=10 width=4) (actual time=0.1..2.0 rows=10 loops=1)
              ->  Index Scan using i on b  (cost=0.00..8.00 rows=1 width=4) (actual time=0.01..0.7 rows=1 loops=10)
            """)
        #expect(nodes.map { $0.exclusiveTime?.rounded(to: 3) } == [1, 2, 7])
        // The inner side runs ten times at 8; the join keeps what neither side explains.
        #expect(nodes.map(\.exclusiveCost) == [0, 20, 80])
    }

    @Test func repetitionsMayCostLessThanTheFirstRun() throws {
        let nodes = try nodes(
            """
            Nested Loop  (cost=0.00..200.00 rows=1000 width=4)
              ->  Seq Scan on a  (cost=0.00..50.00 rows=100 width=4)
              ->  Materialize  (cost=0.00..60.00 rows=10 width=4)
                    ->  Seq Scan on b  (cost=0.00..55.00 rows=10 width=4)
            """)
        #expect(nodes.reduce(0) { $0 + $1.exclusiveCost } == 200)
        #expect(nodes[1].exclusiveCost == 50)
        #expect(nodes[3].exclusiveCost <= 150)
    }

    @Test func aLimitStopsItsInput() throws {
        let nodes = try nodes(
            """
            Limit  (cost=0.00..10.00 rows=1 width=4) (actual time=0.5..0.5 rows=1 loops=1)
              ->  Sort  (cost=0.00..1000.00 rows=100 width=4) (actual time=0.4..0.4 rows=1 loops=1)
                    Sort Key: a
                    ->  Seq Scan on a  (cost=0.00..750.00 rows=100 width=4) (actual time=0.1..0.3 rows=100 loops=1)
            """)
        #expect(nodes.map(\.exclusiveCost) == [0, 2.5, 7.5])
    }

    @Test func processesShareTheTimeBelowAGather() throws {
        let nodes = try nodes(
            """
            Gather  (cost=0.00..100.00 rows=10 width=4) (actual time=1.0..12.0 rows=30 loops=1)
              Workers Planned: 2
              Workers Launched: 2
              ->  Nested Loop  (cost=0.00..90.00 rows=4 width=4) (actual time=1.0..9.0 rows=10 loops=3)
                    ->  Parallel Seq Scan on a  (cost=0.00..50.00 rows=4 width=4) (actual time=1.0..3.0 rows=4 loops=3)
                    ->  Seq Scan on b  (cost=0.00..10.00 rows=1 width=4) (actual time=0.5..1.5 rows=1 loops=12)
            """)
        // b: 1.5 ms x 12 loops / 3 processes.
        #expect(nodes.map { $0.exclusiveTime?.rounded(to: 3) } == [3, 0, 3, 6])
    }

    @Test func aCTEIsChargedToTheScanThatRunsIt() throws {
        let nodes = try nodes(
            """
            Hash Join  (cost=120.00..150.00 rows=10 width=4) (actual time=9.0..10.0 rows=10 loops=1)
              Hash Cond: (t.id = c.id)
              Buffers: shared hit=30
              CTE c
                ->  Seq Scan on big  (cost=0.00..100.00 rows=10 width=4) (actual time=0.1..6.0 rows=10 loops=1)
                      Buffers: shared hit=20
              ->  Seq Scan on t  (cost=0.00..10.00 rows=10 width=4) (actual time=0.1..1.0 rows=10 loops=1)
                    Buffers: shared hit=10
              ->  Hash  (cost=10.00..10.00 rows=10 width=4) (actual time=8.0..8.0 rows=10 loops=1)
                    Buffers: shared hit=20
                    ->  CTE Scan on c  (cost=0.00..10.00 rows=10 width=4) (actual time=0.1..7.0 rows=10 loops=1)
                          Buffers: shared hit=20
            """)
        #expect(nodes.map(\.type) == ["Hash Join", "Seq Scan", "Seq Scan", "Hash", "CTE Scan"])
        #expect(nodes.map { $0.exclusiveTime?.rounded(to: 3) } == [1, 6, 1, 1, 1])
        #expect(nodes.map(\.exclusiveSharedHit) == [0, 20, 10, 0, 0])
        #expect(nodes.map(\.exclusiveSharedRead) == [0, 0, 0, 0, 0])
        #expect(nodes[1].parentRelationship == "InitPlan")
        #expect(nodes[1].details["Subplan Name"] == "CTE c")
    }

    @Test func anInitPlanIsChargedToTheNodeThatAsksForIt() throws {
        let nodes = try nodes(
            """
            Limit  (cost=5.00..9.00 rows=1 width=4) (actual time=5.0..5.5 rows=1 loops=1)
              InitPlan 1 (returns $0)
                ->  Seq Scan on small  (cost=0.00..5.00 rows=1 width=4) (actual time=0.1..4.0 rows=1 loops=1)
              ->  Seq Scan on a  (cost=0.00..40.00 rows=10 width=4) (actual time=4.5..5.0 rows=1 loops=1)
                    Filter: (id > $0)
            """)
        #expect(nodes.map { $0.exclusiveTime?.rounded(to: 3) } == [0.5, 4, 1])
    }

    @Test func aSubPlanRunsOnceForEachRow() throws {
        let nodes = try nodes(
            """
            Seq Scan on a  (cost=0.00..1010.00 rows=100 width=4)
              SubPlan 1
                ->  Seq Scan on b  (cost=0.00..10.00 rows=1 width=4)
            """)
        #expect(nodes.map(\.exclusiveCost) == [10, 1000])
    }

    @Test func aHashedSubPlanRunsOnce() throws {
        let nodes = try nodes(
            """
            Seq Scan on a  (cost=10.00..1010.00 rows=100 width=4)
              Filter: (NOT (hashed SubPlan 1))
              SubPlan 1
                ->  Seq Scan on b  (cost=0.00..10.00 rows=1 width=4)
            """)
        #expect(nodes.map(\.exclusiveCost) == [1000, 10])
    }

    @Test func whatNeverRanTookNoTime() throws {
        let nodes = try nodes(
            """
            Nested Loop  (cost=0.00..100.00 rows=10 width=4) (actual time=2.0..2.0 rows=0 loops=1)
              ->  Seq Scan on a  (cost=0.00..20.00 rows=10 width=4) (actual time=1.5..1.5 rows=0 loops=1)
              ->  Index Scan using i on b  (cost=0.00..8.00 rows=1 width=4) (never executed)
            """)
        #expect(nodes.map(\.exclusiveTime) == [0.5, 1.5, 0])
        #expect(nodes[2].loops == 0)
        #expect(nodes[2].misestimate == nil)
    }

    @Test func rowsOfEighteenHaveFractions() throws {
        let nodes = try nodes(
            """
            Nested Loop  (cost=0.00..100.00 rows=10 width=4) (actual time=2.0..2.0 rows=1.00 loops=1)
              ->  Seq Scan on a  (cost=0.00..20.00 rows=10 width=4) (actual time=1.5..1.5 rows=20.00 loops=1)
              ->  Index Scan using i on b  (cost=0.00..8.00 rows=1 width=4) (actual time=0.00..0.01 rows=0.05 loops=20)
                    Index Searches: 20
            """)
        #expect(nodes.map(\.actualRows) == [1, 20, 0.05])
        #expect(nodes[1].misestimate == 2)
        #expect(nodes[2].figure("Index Searches") == 20)
    }

    @Test func costsOffLeaveZeros() throws {
        let nodes = try nodes("Sort\n  Sort Key: a\n  ->  Seq Scan on a\n")
        #expect(nodes.map(\.exclusiveCost) == [0, 0])
        #expect(nodes.map(\.exclusiveTime) == [nil, nil])
    }
}

extension Double {
    fileprivate func rounded(to places: Int) -> Double {
        let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
        return (self * scale).rounded() / scale
    }
}
