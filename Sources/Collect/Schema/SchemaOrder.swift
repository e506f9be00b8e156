/// The order in which the objects of a schema can be made: each after what it needs, and by kind where there is a choice.
///
/// Circles exist (a view on a function that returns rows of that view): they are broken as pg_dump breaks them. A function is
/// made without what its text names, and a view is made twice, first without reading anything.
struct SchemaOrder {
    private var objects: [SchemaObject]
    private var places: [ObjectKey: Int] = [:]
    /// By object: those that wait for it.
    private var waiting: [[Int]]
    /// By object: how many it waits for.
    private var open: [Int]
    private var isPlaced: [Bool]
    /// Views that stand in for themselves: nobody waits for them any more.
    private var isStoodIn: Set<Int> = []
    private var released: Set<Int> = []
    /// By kind, those that wait for nothing.
    private var ready: [[Int]]
    private var order: [SchemaObject] = []

    /// - Parameter gone: what is not to be had, with all that needs it.
    static func sorted(_ objects: [SchemaObject], without gone: Set<ObjectKey> = []) -> [SchemaObject] {
        var order = SchemaOrder(gone.isEmpty ? objects : remaining(objects, without: gone))
        return order.run()
    }

    private static func remaining(_ objects: [SchemaObject], without gone: Set<ObjectKey>) -> [SchemaObject] {
        var gone = gone
        var rest = objects
        while true {
            let before = rest.count
            rest.removeAll { object in
                let relation = object.relation.map { ObjectKey(.relations, $0) }
                guard
                    object.needs.contains(where: gone.contains) || relation.map(gone.contains) == true
                        || object.key.map(gone.contains) == true
                else { return false }
                gone.formUnion(object.aliases + (object.key.map { [$0] } ?? []))
                return true
            }
            if rest.count == before { return rest }
        }
    }

    private init(_ objects: [SchemaObject]) {
        self.objects = objects
        waiting = Array(repeating: [], count: objects.count)
        open = Array(repeating: 0, count: objects.count)
        isPlaced = Array(repeating: false, count: objects.count)
        ready = Array(repeating: [], count: SchemaObject.Kind.allCases.count)
        for (place, object) in objects.enumerated() {
            for key in object.aliases { places[key] = place }
            if let key = object.key { places[key] = place }
        }
        for place in objects.indices {
            for other in before(place) {
                waiting[other].append(place)
                open[place] += 1
            }
        }
    }

    /// What an object is to come after, by place.
    private func before(_ place: Int) -> Set<Int> {
        let object = objects[place]
        let keys = released.contains(place) ? object.needs : object.needs + object.wants
        var found = Set(keys.compactMap { places[$0] })
        found.remove(place)
        return found
    }

    private mutating func run() -> [SchemaObject] {
        let ranks = Dictionary(
            uniqueKeysWithValues: SchemaObject.Kind.allCases.enumerated().map { ($0.element, $0.offset) })
        func rank(_ place: Int) -> Int { ranks[objects[place].kind] ?? 0 }
        // Popped from the end: what was read first is made first.
        for place in objects.indices.reversed() where open[place] == 0 { ready[rank(place)].append(place) }
        var firstUnplaced = 0
        while order.count < objects.count + isStoodIn.count {
            if let place = takeReady() {
                settle(place).forEach { ready[rank($0)].append($0) }
                continue
            }
            while isPlaced[firstUnplaced] { firstUnplaced += 1 }
            breakCircle(from: firstUnplaced).forEach { ready[rank($0)].append($0) }
        }
        return order
    }

    private mutating func takeReady() -> Int? {
        guard let rank = ready.firstIndex(where: { !$0.isEmpty }) else { return nil }
        return ready[rank].popLast()
    }

    /// Puts the object into the order.
    ///
    /// - Returns: those that waited for it alone.
    private mutating func settle(_ place: Int) -> [Int] {
        isPlaced[place] = true
        guard !isStoodIn.contains(place) else {
            objects[place].standIn.map { objects[place].sql = $0.later }
            order.append(objects[place])
            return []
        }
        order.append(objects[place])
        return free(waiting[place])
    }

    private mutating func free(_ places: [Int]) -> [Int] {
        places.filter { place in
            guard !isPlaced[place], open[place] > 0 else { return false }
            open[place] -= 1
            return open[place] == 0
        }
    }

    /// - Returns: what can be made now.
    private mutating func breakCircle(from start: Int) -> [Int] {
        let circle = self.circle(from: start)
        if let function = circle.first(where: { !objects[$0].wants.isEmpty && !released.contains($0) }) {
            let earlier = before(function)
            released.insert(function)
            let dropped = earlier.subtracting(before(function)).filter { isUnmet($0) }
            for other in dropped { waiting[other].removeAll { $0 == function } }
            open[function] -= dropped.count
            return open[function] == 0 ? [function] : []
        }
        if let view = circle.first(where: { objects[$0].standIn != nil && !isStoodIn.contains($0) }) {
            var first = objects[view]
            first.standIn.map { first.sql = $0.first }
            order.append(first)
            isStoodIn.insert(view)
            return free(waiting[view])
        }
        // Nothing breaks it: whoever makes the schema will say what cannot be made.
        let place = circle.first ?? start
        open[place] = 0
        return [place]
    }

    private func isUnmet(_ place: Int) -> Bool { !isPlaced[place] && !isStoodIn.contains(place) }

    /// Objects that wait for each other in a round.
    private func circle(from start: Int) -> [Int] {
        var path: [Int] = []
        var positions: [Int: Int] = [:]
        var place = start
        while positions[place] == nil {
            positions[place] = path.count
            path.append(place)
            guard let next = before(place).filter(isUnmet).min() else { return path }
            place = next
        }
        return Array(path[(positions[place] ?? 0)...])
    }
}
