/// Extensions whose compiled code a planner may run, on the target as on a twin.
///
/// Membership alone proves nothing: the owner of an extension may add functions of their own to it. What counts is that a
/// function is written in C, which only superusers can create, and belongs to one of these. Left out on purpose are
/// extensions whose functions run SQL given as text (tablefunc, xml2), or reach other servers, programs or files (dblink,
/// postgres_fdw, file_fdw).
public enum KnownExtensions {
    /// Names as in pg_extension.
    public static let names: Set<String> = [
        "amcheck", "bloom", "btree_gin", "btree_gist", "citext", "cube", "dict_int", "dict_xsyn", "earthdistance",
        "fuzzystrmatch", "hll", "hstore", "intarray", "ip4r", "isn", "lo", "ltree", "pageinspect", "pg_bigm",
        "pg_buffercache", "pg_freespacemap", "pg_stat_statements", "pg_trgm", "pg_visibility", "pgcrypto",
        "pgrowlocks", "pgstattuple", "plpgsql", "postgis", "postgis_raster", "prefix", "rum", "seg", "semver",
        "tdigest", "tsm_system_rows", "tsm_system_time", "unaccent", "uuid-ossp", "vector",
    ]
}
