import Model

/// Settings that hold free text may hold a password, a command or a path; figures, switches and choices do not.
struct SettingsRedaction {
    private let openNames: Set<String>

    /// - Parameter settings: the snapshot's; it tells which settings are free text.
    init(settings: Section) {
        let names = settings.texts("name")
        let kinds = settings.texts("kind")
        var open = Self.openTexts
        for row in names.indices {
            guard let name = names[row], let kind = kinds[row], kind != "string" else { continue }
            open.insert(name)
        }
        openNames = open
    }

    /// Free texts that are lists of names or formats, and that rules read.
    private static let openTexts: Set = [
        "search_path", "shared_preload_libraries", "session_preload_libraries", "local_preload_libraries",
        "log_destination", "DateStyle", "TimeZone", "log_timezone", "server_version", "lc_collate", "lc_ctype",
        "lc_messages", "lc_monetary", "lc_numeric", "lc_time", "default_text_search_config", "default_tablespace",
        "temp_tablespaces", "server_encoding", "client_encoding", "wal_consistency_checking",
        "default_table_access_method",
    ]

    /// The section with a column of settings emptied where it is free text.
    func redact(_ section: Section, _ column: String) -> Section {
        var names = section.texts("name").makeIterator()
        return section.mapping(column) { value in
            let name = names.next() ?? nil
            return name.map(openNames.contains) == true ? value : .null
        }
    }
}
