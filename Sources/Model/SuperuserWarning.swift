extension Snapshot {
    /// What to say where a superuser collected; nil where nobody needs to be warned.
    public var superuserWarning: String? {
        let server = self[.server]
        guard server.count > 0, server[0, "is_superuser"].boolean == true, let role = server[0, "role"].text else {
            return nil
        }
        let grant =
            serverVersion >= 140_000
            ? "GRANT pg_monitor, pg_read_all_data TO advisor;" : "GRANT pg_monitor TO advisor;"
        return """
            Collected as \(role), a superuser, who can do more than Advisor needs. \
            Create a role that can only look: CREATE ROLE advisor LOGIN PASSWORD '...'; \(grant)
            """
    }
}
