import Collect
import Model
import Synchronization

extension Target {
    private static let hasWarned = Mutex(false)
    private static let hasNamedParameters = Mutex(false)

    /// A snapshot of the target as it is now. Warns, once, where a superuser takes it, and of parameters that are ignored.
    func snapshot(_ options: CollectOptions, progress: Progress) async throws -> Snapshot {
        if !connection.ignoredParameters.isEmpty, !Self.hasNamedParameters.withLock({ exchange(&$0) }) {
            let names = connection.ignoredParameters.joined(separator: ", ")
            progress.note("Ignored in the connection string, as parameters of other clients: \(names).")
        }
        let snapshot = try await Collector(options).collect(connection, name: name) { [progress] in
            progress.step("Collecting \($0)")
        }
        if let warning = snapshot.superuserWarning, !Self.hasWarned.withLock({ exchange(&$0) }) {
            progress.note(warning)
        }
        return snapshot
    }

    /// What the flag was; it is set from now on.
    private func exchange(_ flag: inout Bool) -> Bool {
        defer { flag = true }
        return flag
    }
}
