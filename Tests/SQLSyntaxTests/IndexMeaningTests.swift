import Model
import Testing

@testable import SQLSyntax

@Suite struct IndexMeaningTests {
    private func index(
        _ keys: IndexDefinition.Key..., method: String = "btree", include: [String] = [], predicate: String? = nil,
        options: [String: String] = [:], relation: Int64 = 1
    ) -> IndexMeaning {
        IndexMeaning(
            IndexDefinition(
                relation: relation, schema: "public", table: "y", method: method, keys: keys, include: include,
                predicate: predicate, options: options))
    }

    // MARK: Expressions

    /// Each group holds spellings of one meaning; no two groups mean the same.
    static let groups: [[String]] = [
        ["st = 'A'", "((st) = 'A'::text)", "ST='A'", "st = /* which? */ 'A'::character varying"],
        ["st = 'a'"], ["\"ST\" = 'A'"], ["st = 'A b'"], ["st = 'Ab'"], ["st = ' A'"], ["st = 'A'::citext"],
        ["st = 'A'::character(3)"], ["st = 'A' COLLATE \"C\""], ["st = 'A' COLLATE \"de_DE\""],
        ["a - (b - c)", "(a - ((b - c)))"], ["(a - b) - c", "a - b - c"], ["a - b"], ["b - a"],
        ["(f || ' ') || l", "f || ' ' || l", "((f || ' '::text) || l)"], ["(f || '') || l"], ["f || (' ' || l)"],
        ["a > 5 AND (b > 3 OR c > 2)", "((a > 5) AND ((b > 3) OR (c > 2)))", "(c > 2 OR b > 3) AND a > 5"],
        ["(a > 5 AND b > 3) OR c > 2"], ["a > 5 AND b > 3 AND c > 2", "(c > 2 AND (b > 3 AND a > 5))"],
        ["a > 5 OR b > 3 OR c > 2"], ["NOT (a > 5 AND b > 3)"], ["NOT a > 5 AND b > 3"],
        ["lower(f)", "LOWER(f)", "pg_catalog.lower(f)"], ["lower(\"F\")"], ["app.lower(f)"], ["upper(f)"],
        ["lower(f::text)"], ["a = 1"], ["a = '1'"], ["a = 1.0"], ["a IS NULL"], ["a IS NOT NULL"],
        ["extract(year FROM at)", "pg_catalog.extract('year', at)"],
        ["date_trunc('day', at)"], ["date_trunc('DAY', at)"], ["a != 5", "a <> 5"], ["a OPERATOR(app.<>) 5"],
        ["a = ANY (ARRAY[1, 2])"], ["a = ANY (ARRAY[2, 1])"],
    ]

    @Test func spellingsOfOneMeaningHaveOneFormAndNoOthers() {
        let forms = Self.groups.map { SQL.expressionForms($0) }
        for (group, texts) in zip(forms, Self.groups) { #expect(Set(group).count == 1, "\(texts)") }
        for (position, group) in forms.enumerated() {
            for other in forms.indices where other > position {
                #expect(group[0] != forms[other][0], "\(Self.groups[position][0]) and \(Self.groups[other][0])")
            }
        }
    }

    @Test(arguments: ["a) , (b", "a) FROM t WHERE (b", "", "a b", "'open", "a) UNION SELECT (b", "a /* open"])
    func whatIsNoExpressionEqualsItselfOnly(_ text: String) {
        let forms = SQL.expressionForms([text, text, text + " ", "a"])
        #expect(forms[0] == forms[1])
        #expect(forms[0] != forms[2])
        #expect(forms[0] != forms[3])
    }

    // MARK: Indexes

    @Test func aWiderBtreeServesTheNarrowerOne() {
        let narrow = index(.init(column: "a"))
        let wide = index(.init(column: "a"), .init(column: "b"), include: ["c"])
        #expect(wide.serves(narrow))
        #expect(!narrow.serves(wide))
        #expect(wide.serves(index(.init(column: "a"), include: ["b", "c"])))
        #expect(!wide.serves(index(.init(column: "a"), include: ["d"])))
        #expect(!wide.serves(index(.init(column: "b"))))
        #expect(!index(.init(column: "a"), relation: 2).serves(narrow))
    }

    @Test func aBtreeIsReadFromBothEndsButNotZigzag() {
        let up = index(.init(column: "a"), .init(column: "b"))
        #expect(up.serves(index(.init(column: "a", descending: true), .init(column: "b", descending: true))))
        #expect(!up.serves(index(.init(column: "a"), .init(column: "b", descending: true))))
        #expect(!up.serves(index(.init(column: "a", nullsFirst: true), .init(column: "b"))))
        #expect(up.serves(index(.init(column: "a", descending: true, nullsFirst: true))))
    }

    /// All that makes an index another one, each for itself.
    @Test func whatDiffersIsDifferent() {
        let plain = index(.init(column: "a"))
        let others = [
            index(.init(column: "A")), index(.init(expression: "a")),
            index(.init(column: "a", operatorClass: "text_pattern_ops")),
            index(.init(column: "a", collation: "\"C\"")), index(.init(column: "a", nullsFirst: true)),
            index(.init(column: "a"), method: "hash"), index(.init(column: "a"), predicate: "b > 1"),
        ]
        for other in others {
            #expect(!plain.serves(other), "\(other)")
            #expect(!other.serves(plain), "\(other)")
        }
    }

    /// A condition that follows from another's holds in one direction at most, and even then the narrower index is the smaller.
    @Test func conditionsMustMeanTheSame() {
        let strict = index(.init(column: "b"), predicate: "a > 5 AND (b > 3 OR c > 2)")
        let loose = index(.init(column: "b"), .init(column: "c"), predicate: "(a > 5 AND b > 3) OR c > 2")
        #expect(!loose.serves(strict))
        #expect(!strict.serves(loose))
        #expect(index(.init(column: "b"), predicate: "(c > 2 OR b > 3) AND a > 5").serves(strict))
    }

    @Test func otherMethodsAreTheSameOrNot() {
        let tags = index(.init(column: "tags"), method: "gin")
        #expect(tags.serves(index(.init(column: "tags"), method: "gin", options: ["fastupdate": "off"])))
        #expect(!index(.init(column: "tags"), .init(column: "a"), method: "gin").serves(tags))
        let ranges = index(.init(column: "at"), method: "brin", options: ["pages_per_range": "16"])
        #expect(!ranges.serves(index(.init(column: "at"), method: "brin")))
        #expect(!index(.init(column: "v"), method: "hnsw").serves(index(.init(column: "v"), method: "hnsw")))
    }
}
