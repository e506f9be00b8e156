import Model
import Postgres

/// One session for each role that plans.
extension PlanningSession {
    /// A session of that role. What others had prepared goes with them.
    func connection(for role: String?) async throws -> Connection {
        if let place = connections.firstIndex(where: { $0.role == role }) {
            let item = connections.remove(at: place)
            connections.append(item)
            return item.connection
        }
        if connections.count >= Self.limit {
            let oldest = connections.removeFirst()
            await oldest.connection.close()
            known = known.filter { $0.key.role != oldest.role }
        }
        let connection = try await connect(role)
        connections.append((role, connection))
        return connection
    }
}
