/// How a schema names its indexes.
enum IndexNaming: Sendable, CaseIterable {
    /// `posts_author_id_idx`, PostgreSQL's own.
    case postgres
    /// `idx_posts_author_id`.
    case prefixed
    /// `ix_posts_author_id`, SQLAlchemy's.
    case sqlalchemy
    /// `index_posts_on_author_id`, of Rails.
    case rails
    /// `posts_author_id_index`, of Laravel and Knex.
    case suffixed

    /// The form that most names have; PostgreSQL's own where none has more than it.
    init(learntFrom indexes: [(name: String, table: String, columns: [String])]) {
        var best = (naming: IndexNaming.postgres, count: 0)
        for naming in Self.allCases {
            let count = indexes.count {
                !$0.columns.isEmpty && $0.name == naming.name(table: $0.table, columns: $0.columns)
            }
            if count > best.count { best = (naming, count) }
        }
        self = best.naming
    }

    func name(table: String, columns: [String]) -> String {
        let joined = columns.joined(separator: "_")
        switch self {
        case .postgres: return "\(table)_\(joined)_idx"
        case .prefixed: return "idx_\(table)_\(joined)"
        case .sqlalchemy: return "ix_\(table)_\(joined)"
        case .rails: return "index_\(table)_on_\(columns.joined(separator: "_and_"))"
        case .suffixed: return "\(table)_\(joined)_index"
        }
    }

    /// At most 63 bytes with its ending, cut between characters.
    static func shortened(_ name: String, ending: String = "") -> String {
        var short = name
        while short.utf8.count + ending.utf8.count > 63 { short.removeLast() }
        return short + ending
    }
}
