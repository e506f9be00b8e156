import Model

/// What must be known of a server before it can be asked anything else: which columns it has and what the role may do.
struct ServerProfile: Sendable, Equatable {
    /// `server_version_num`.
    var version: Int
    var features: Set<Feature>
    /// The schema of the extension pg_stat_statements; nil where it is not created in this database.
    var statementsSchema: String?
    /// The library is loaded, so that its counters exist.
    var statementsLoaded = true
    /// An EXPLAIN leaves an entry in pg_stat_statements.
    var tracksUtility = true
    /// What a DO block executes leaves entries too.
    var tracksNested = false
    var isSuperuser = false
    /// Member of pg_monitor.
    var canMonitor = true
    /// SELECT on pg_statistic.
    var canReadStatistics = true
    /// SELECT on pg_statistic_ext_data.
    var canReadExtendedStatistics = true
    /// EXECUTE on pg_control_system().
    var canCallControlSystem = true
    var encoding = "UTF8"
    var role = "advisor"
    var database = "postgres"

    var majorVersion: Int { version / 10_000 }

    /// The server as the PostgreSQL project ships that version, pg_stat_statements in `public`: for `--print-sql`.
    static func stock(version: Int) -> ServerProfile {
        let features = Feature.allCases.filter { $0.majorVersions.contains(version / 10_000) }
        return ServerProfile(version: version, features: Set(features), statementsSchema: "public")
    }

    /// Whether an object is of the extension pg_stat_statements: others may have put objects of the same names beside it.
    private static func member(_ catalog: String, _ object: String) -> String {
        """
        SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'pg_stat_statements' \
        WHERE d.classid = '\(catalog)'::regclass AND d.objid = \(object) AND d.refclassid = 'pg_extension'::regclass \
        AND d.deptype = 'e'
        """
    }

    /// One row; `$1` is the list of features as an array of texts.
    static let sql = """
        SELECT \(advisorTag)
          current_setting('server_version_num')::int AS version,
          (SELECT coalesce(array_agg(c.relname || '.' || a.attname), '{}') FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE NOT a.attisdropped AND c.relname || '.' || a.attname = ANY ($1::text[])
              AND (c.relnamespace = 'pg_catalog'::regnamespace OR EXISTS (\(member("pg_class", "c.oid"))))) AS features,
          (SELECT n.nspname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE p.proname = 'pg_stat_statements' AND p.prolang = 13 AND p.proargtypes::text = '16'
              AND EXISTS (\(member("pg_proc", "p.oid")))) AS statements_schema,
          EXISTS (SELECT FROM pg_settings WHERE name = 'pg_stat_statements.max') AS statements_loaded,
          coalesce(current_setting('pg_stat_statements.track_utility', true) = 'on'
            AND current_setting('pg_stat_statements.track', true) <> 'none', false) AS tracks_utility,
          coalesce(current_setting('pg_stat_statements.track', true) = 'all', false) AS tracks_nested,
          (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS is_superuser,
          \(SectionQuery.isMember(of: "pg_monitor")) AS can_monitor,
          has_table_privilege('pg_catalog.pg_statistic', 'SELECT') AS can_read_statistics,
          has_table_privilege('pg_catalog.pg_statistic_ext_data', 'SELECT') AS can_read_extended_statistics,
          has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE') AS can_call_control_system,
          current_setting('server_encoding') AS encoding,
          current_user AS role,
          current_database() AS database
        """
}
