import Model

/// The section of the statements that make a schema, in an order in which they can run.
struct SchemaDump: Sendable {
    let options: CollectOptions
    let major: Int
    let secretColumns: SecretColumns

    /// What was read of a schema.
    struct Objects: Sendable {
        var all: [SchemaObject]
        /// What is not to be had, and takes with it what rests on it.
        var unavailable: Set<ObjectKey>
    }

    init(options: CollectOptions, major: Int, _ secretColumns: SecretColumns) {
        self.options = options
        self.major = major
        self.secretColumns = secretColumns
    }

    /// - Returns: without rows where these are spooled, or where there are no objects.
    func section(_ objects: Objects?) async throws -> Section {
        guard let objects else { return Section(.schemaDump) }
        var section = Section(.schemaDump)
        let major = Value.integer(Int64(major))
        section.append([
            .integer(0), .text(""), .text(SchemaObject.Kind.settings.rawValue), .null, .text(Self.settings), major,
        ])
        let sorted = SchemaOrder.sorted(objects.all, without: objects.unavailable)
        for (position, object) in sorted.enumerated() {
            section.append([
                .integer(Int64(position + 1)), .text(object.name), .text(object.kind.rawValue),
                object.schema.map(Value.text) ?? .null, .text(object.sql), major,
            ])
            if section.count >= options.rangeSize, try spool(section) {
                section = Section(.schemaDump)
                try Task.checkCancellation()
            }
        }
        return try spool(section) ? Section(.schemaDump) : section
    }

    private func spool(_ section: Section) throws -> Bool {
        guard let spool = options.spool, spool.takes(section.shape) else { return false }
        try spool.append(section, secretColumns)
        return true
    }

    /// What the statements were written for.
    private static let settings = """
        SET client_encoding = 'UTF8';
        SET standard_conforming_strings = on;
        SELECT pg_catalog.set_config('search_path', '', false);
        SET check_function_bodies = false;
        SET xmloption = content;
        SET client_min_messages = warning;
        SET row_security = off;
        """
}
