import Foundation
import Testing

@testable import Advise

/// How many values a column is taken to hold. The cases are columns of TPC-H and TPC-DS at scale 1, with ANALYZE's figures.
@Suite struct DistinctEstimateTests {
    struct Column: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var rows: Double
        var counted: Double
        var common = 0.0
        var commonShare = 0.0
        var held: Double
    }

    private static let columns = [
        Column(
            testDescription: "ss_coupon_amt", rows: 2_880_465, counted: 6_771, common: 1, commonShare: 0.77,
            held: 209_534),
        Column(
            testDescription: "ss_ext_tax", rows: 2_880_465, counted: 18_041, common: 100, commonShare: 0.16,
            held: 78_556),
        Column(
            testDescription: "ss_net_paid", rows: 2_880_465, counted: 124_513, common: 2, commonShare: 0.01,
            held: 463_270),
        Column(testDescription: "sr_ticket_number", rows: 287_867, counted: 137_577, common: 1, held: 169_508),
        Column(testDescription: "l_orderkey", rows: 6_001_300, counted: 404_027, held: 1_500_000),
        Column(
            testDescription: "p_comment", rows: 200_000, counted: 71_507, common: 100, commonShare: 0.03, held: 130_704),
    ]

    private static func value(_ column: Column, target: Double = 100) -> Double {
        DistinctEstimate(
            rows: column.rows, counted: column.counted, common: column.common, commonShare: column.commonShare,
            target: target
        ).value
    }

    /// Nearer to what is there than ANALYZE's count, which is low by up to 31 times.
    @Test(arguments: columns) func rareValuesAreManyMore(column: Column) {
        let value = Self.value(column)
        #expect(value > column.counted)
        #expect(abs(log(value / column.held)) < 0.5 * abs(log(column.counted / column.held)))
        #expect(value < 2 * column.held)
    }

    /// Where each value came often the count is right.
    @Test(arguments: [
        Column(
            testDescription: "l_shipdate", rows: 6_001_300, counted: 2_511, common: 20, commonShare: 0.02, held: 2_526),
        Column(
            testDescription: "cs_bill_hdemo_sk", rows: 1_441_594, counted: 7_158, common: 24, commonShare: 0.01,
            held: 7_200),
        Column(testDescription: "a key", rows: 100_000, counted: 100_000, held: 100_000),
        Column(testDescription: "a table that the sample holds whole", rows: 20_000, counted: 15_000, held: 15_000),
    ]) func whatCameOftenIsCountedRight(column: Column) {
        #expect(Self.value(column) == column.counted)
    }

    /// Whatever a snapshot says: a number, no less than counted, no more than the rows.
    @Test(arguments: 1...50) func anyFiguresGiveSomethingPossible(seed: Int) {
        var dice = Dice(state: UInt64(seed))
        let rows = Double.random(in: 0...1e12, using: &dice)
        let column = Column(
            testDescription: "", rows: rows, counted: Double.random(in: 1...max(1, rows), using: &dice),
            common: Double.random(in: 0...10_000, using: &dice), commonShare: Double.random(in: 0...1, using: &dice),
            held: 0)
        let value = Self.value(column, target: Double.random(in: 100...10_000, using: &dice))
        #expect(value >= column.counted && value <= max(column.counted, rows))
    }
}
