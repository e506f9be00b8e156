import Testing

@testable import Migrate

/// From the text of every form the linter reads the locks, and the work under them, that were traced.
@Suite struct FormReadingTests {
    @Test func theLinterReadsWhatWasTraced() throws {
        var model = SchemaModel()
        for change in try SchemaChange.all(in: LockForm.schema) { model.apply(change, isPending: false) }
        for form in LockForm.all where Self.unreadable[form.name] == nil {
            let trace = try #require(TracedLocks.all.first { $0.form.rawValue == form.name })
            let read = try effects(of: form, model)
            let seen = trace.locks.filter { $0.value.blocks != nil && $0.key != .index }
            #expect(read.mapValues(\.mode) == seen, "\(form): \(form.sql)")
            for (role, effect) in read { #expect(effect.work == trace.work(on: role), "\(form), \(role): \(form.sql)") }
        }
    }

    /// Why the text does not tell.
    private static let unreadable = [
        "reindex-schema": "table after table, each in a transaction of its own",
        "drop-table-cascade": "which views are made of a table is not known",
        "create-index-partitioned": "of the parent is said what is done to its partitions",
    ]

    /// Of each role the strongest that somebody's traffic waits for.
    private func effects(of form: LockForm, _ before: SchemaModel) throws -> [LockRole: LockEffect] {
        var model = before
        var effects: [LockRole: LockEffect] = [:]
        for change in try SchemaChange.all(in: form.sql.replacing(":tablespace", with: "fast")) {
            for effect in model.effects(of: change) where effect.mode.blocks != nil {
                let role = LockForm.roles[effect.table.name] ?? .table
                if let known = effects[role], (known.mode, known.work) > (effect.mode, effect.work) { continue }
                effects[role] = effect
            }
            model.apply(change, isPending: true)
        }
        return effects
    }
}
