import GRDB

/// The tables of the history.
///
/// Snapshots of one server in the order of time form a lineage, named by its first snapshot. Within a lineage each
/// section is a chain of frames: one where the section changed, whole or as changes since the frame before. The state of
/// a section at a snapshot is its latest whole frame up to there and all changes since.
enum Schema {
    /// Marks the file as ours: "ADVH".
    static let applicationID = 0x4144_5648

    /// The steps from one version to the next. A step that was released is never edited; add another.
    private static let migrations: [String] = [
        // 1: first release.
        """
        CREATE TABLE targets (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            head INTEGER                    -- the lineage that the next snapshot continues
        );
        CREATE TABLE snapshots (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            target INTEGER NOT NULL REFERENCES targets,
            lineage INTEGER NOT NULL,
            collected_at REAL NOT NULL,
            header BLOB NOT NULL            -- JSON: what a snapshot holds beside its sections
        );
        CREATE INDEX snapshots_of_target ON snapshots (target, collected_at);
        CREATE INDEX snapshots_of_lineage ON snapshots (lineage);
        CREATE TABLE sections (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        );
        CREATE TABLE layouts (
            id INTEGER PRIMARY KEY,
            section INTEGER NOT NULL REFERENCES sections,
            columns TEXT NOT NULL,          -- name:type, separated by commas
            UNIQUE (section, columns)
        );
        CREATE TABLE frames (
            id INTEGER PRIMARY KEY,
            lineage INTEGER NOT NULL,
            section INTEGER NOT NULL REFERENCES sections,
            snapshot INTEGER NOT NULL,      -- the first that it holds for
            layout INTEGER NOT NULL REFERENCES layouts,
            is_whole INTEGER NOT NULL,
            hash BLOB,                      -- of the content; null for counters
            content BLOB NOT NULL,
            UNIQUE (lineage, section, snapshot)
        );
        CREATE INDEX whole_frames ON frames (lineage, section, snapshot) WHERE is_whole;
        CREATE TABLE ended_lives (          -- rows of counters that vanished or began anew, with their last values
            id INTEGER PRIMARY KEY,
            lineage INTEGER NOT NULL,
            section INTEGER NOT NULL REFERENCES sections,
            snapshot INTEGER NOT NULL,      -- the first that shows them ended
            layout INTEGER NOT NULL REFERENCES layouts,
            content BLOB NOT NULL
        );
        CREATE INDEX lives_of_section ON ended_lives (lineage, section, snapshot);
        CREATE TABLE texts (                -- rows that are stored once, whatever the snapshot
            id INTEGER PRIMARY KEY,
            target INTEGER NOT NULL REFERENCES targets,
            section INTEGER NOT NULL REFERENCES sections,
            layout INTEGER NOT NULL REFERENCES layouts,
            subject INTEGER NOT NULL,       -- hash of the key
            hash BLOB NOT NULL,             -- of the row
            base INTEGER,                   -- the text that content is compressed against
            content BLOB NOT NULL,
            UNIQUE (target, section, hash)
        );
        CREATE INDEX texts_of_subject ON texts (target, section, subject);
        """,
        // 2: pruning runs by itself, at most once an hour.
        """
        ALTER TABLE targets ADD COLUMN pruned_at REAL;
        """,
    ]

    static var version: Int { migrations.count }

    /// Brings a new or older file to this version, up to the one given for tests of older files.
    ///
    /// - Throws: `HistoryError` of a file that is another program's, or a later version's.
    static func migrate(_ db: Database, path: String, upTo target: Int = version) throws {
        guard try check(db, path: path) < target else { return }
        try db.inTransaction(.immediate) {
            // Another process may have been faster: look again.
            for step in migrations[..<target].indices.dropFirst(try check(db, path: path)) {
                try db.execute(sql: migrations[step])
                try db.execute(sql: "PRAGMA user_version = \(step + 1)")
            }
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            return .commit
        }
    }

    /// The version of the file; 0 where it is empty. What is in it is what this program makes and nothing else: views, triggers,
    /// and tables that compute would run whatever their author likes.
    static func check(_ db: Database, path: String) throws -> Int {
        let owner = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let isEmpty = try Bool.fetchOne(db, sql: "SELECT NOT EXISTS (SELECT 1 FROM sqlite_master)") ?? true
        guard owner == applicationID || (isEmpty && owner == 0) else { throw HistoryError.notAHistory(path) }
        guard found <= version else { throw HistoryError.newerSchema(path, found: found, known: version) }
        let expected = try objectsByVersion.get()[max(found, 0)]
        let present = try objects(in: db)
        if let foreign = present.first(where: { expected[$0.key] != $0.value }) {
            throw HistoryError.foreignObject(path, foreign.key, isOurs: expected[foreign.key] != nil)
        }
        if let missing = expected.keys.sorted().first(where: { present[$0] == nil }) {
            throw HistoryError.damaged(path, "it has no \(missing)")
        }
        return found
    }

    /// What a file of each version holds, from none on. Made once: a file is looked at several times while it is opened.
    private static let objectsByVersion: Result<[[String: String]], any Error> = Result {
        try DatabaseQueue().inDatabase { db in
            var versions: [[String: String]] = [[:]]
            for step in migrations {
                try db.execute(sql: step)
                versions.append(try objects(in: db))
            }
            return versions
        }
    }

    /// By type and name their SQL, without what SQLite makes for itself, which is known by all of its row: SQLite obeys the SQL of a
    /// row, whatever its type and name say.
    private static func objects(in db: Database) throws -> [String: String] {
        let rows = try Row.fetchCursor(db, sql: "SELECT type, name, tbl_name, sql FROM sqlite_master")
        var objects: [String: String] = [:]
        while let row = try rows.next() {
            guard let type = String.fromDatabaseValue(row[0]), let name = String.fromDatabaseValue(row[1]),
                let table = String.fromDatabaseValue(row[2])
            else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
            let sql = try row.decode(String?.self, atIndex: 3)
            if type == "index", name.hasPrefix("sqlite_autoindex_"), sql == nil { continue }
            if type == "table", name == table, let sql, Self.tablesOfSQLite.contains(sql) { continue }
            guard objects.updateValue(sql ?? "", forKey: "\(type) \(name)") == nil else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT)
            }
        }
        return objects
    }

    /// As SQLite writes them for AUTOINCREMENT and for ANALYZE.
    private static let tablesOfSQLite: Set = [
        "CREATE TABLE sqlite_sequence(name,seq)", "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
        "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
    ]
}
