import Testing

@testable import Collect

/// The laws of the order in which a schema is made.
@Suite struct SchemaOrderTests {
    private static func key(_ oid: Int64) -> ObjectKey { ObjectKey(.relations, oid) }

    private static func object(
        _ oid: Int64, _ kind: SchemaObject.Kind = .table, needs: [Int64] = [], wants: [Int64] = []
    ) -> SchemaObject {
        SchemaObject(
            kind: kind, schema: nil, name: "\(oid)", sql: "\(oid)", key: key(oid), needs: needs.map(key),
            wants: wants.map(key), standIn: kind == .view ? ("first \(oid)", "later \(oid)") : nil)
    }

    private static func order(_ objects: [SchemaObject], without gone: [Int64] = []) -> [String] {
        SchemaOrder.sorted(objects, without: Set(gone.map(key))).map(\.sql)
    }

    @Test func byKindAndThenAsRead() {
        let objects = [Self.object(1, .index), Self.object(2), Self.object(3, .type), Self.object(4)]
        #expect(Self.order(objects) == ["3", "2", "4", "1"])
    }

    @Test func eachAfterWhatItNeeds() {
        let objects = [Self.object(1, .type, needs: [3]), Self.object(2, needs: [1]), Self.object(3, needs: [9])]
        #expect(Self.order(objects) == ["3", "1", "2"])
    }

    @Test func aFunctionIsMadeBeforeWhatItsTextNames() {
        let objects = [
            Self.object(1, .function, needs: [2], wants: [3]), Self.object(2, .type), Self.object(3, needs: [1]),
        ]
        #expect(Self.order(objects) == ["2", "1", "3"])
    }

    @Test func aViewInACircleIsMadeTwice() {
        let objects = [
            Self.object(1, .function, needs: [2]), Self.object(2, .view, needs: [1]), Self.object(3, .view, needs: [2]),
        ]
        #expect(Self.order(objects) == ["first 2", "1", "later 2", "3"])
    }

    /// What nothing breaks is made all the same, with all that waits for it.
    @Test func nothingIsLostInACircle() {
        let objects = [Self.object(1, needs: [2]), Self.object(2, needs: [1]), Self.object(3, needs: [2])]
        #expect(Set(Self.order(objects)) == ["1", "2", "3"])
    }

    @Test func whatRestsOnWhatIsGoneIsGone() {
        var index = Self.object(4, .index)
        index.relation = 1
        let objects = [
            Self.object(1), Self.object(2, .view, needs: [1]), Self.object(3, .view, needs: [2]), index, Self.object(5),
        ]
        #expect(Self.order(objects, without: [1]) == ["5"])
    }

    /// Many graphs, circles in most of them: every object once, views in circles twice, and needs before where no circle is.
    @Test func randomGraphs() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let count = Int64.random(in: 1...30, using: &generator)
            let objects = (0..<count).map { oid in
                let kind =
                    [SchemaObject.Kind.table, .view, .function, .type].randomElement(using: &generator) ?? .table
                let some = {
                    (0..<Int.random(in: 0...2, using: &generator)).map { _ in
                        Int64.random(in: 0..<count, using: &generator)
                    }
                }
                return Self.object(oid, kind, needs: some(), wants: kind == .function ? some() : [])
            }
            let order = Self.order(objects)
            let whole = order.filter { !$0.hasPrefix("first ") }.map { $0.replacing("later ", with: "") }
            #expect(Set(whole) == Set(objects.map(\.name)) && whole.count == objects.count)
            for later in order where later.hasPrefix("later ") {
                #expect(order.contains(later.replacing("later", with: "first")), "\(order)")
            }
            let forward = (0..<count).map { oid in
                Self.object(oid, .table, needs: oid == 0 ? [] : [Int64.random(in: 0..<oid, using: &generator)])
            }
            var made: Set<ObjectKey> = []
            for object in SchemaOrder.sorted(forward.shuffled(using: &generator)) {
                #expect(object.needs.allSatisfy(made.contains))
                made.insert(object.key ?? Self.key(-1))
            }
        }
    }
}
