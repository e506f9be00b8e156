-- The views and catalogs that a snapshot is made of, as they are.
\copy (SELECT * FROM pg_stat_statements) TO /dev/null
\copy (SELECT * FROM pg_stat_all_tables) TO /dev/null
\copy (SELECT * FROM pg_statio_all_tables) TO /dev/null
\copy (SELECT * FROM pg_stat_all_indexes) TO /dev/null
\copy (SELECT * FROM pg_statio_all_indexes) TO /dev/null
\copy (SELECT * FROM pg_class) TO /dev/null
\copy (SELECT * FROM pg_attribute) TO /dev/null
\copy (SELECT * FROM pg_index) TO /dev/null
\copy (SELECT * FROM pg_constraint) TO /dev/null
\copy (SELECT * FROM pg_indexes) TO /dev/null
\copy (SELECT * FROM pg_stats) TO /dev/null
\copy (SELECT * FROM pg_settings) TO /dev/null
\copy (SELECT * FROM pg_sequences) TO /dev/null
\copy (SELECT * FROM pg_views) TO /dev/null
\copy (SELECT * FROM pg_type) TO /dev/null
\copy (SELECT * FROM pg_proc) TO /dev/null
\copy (SELECT * FROM pg_locks) TO /dev/null
\copy (SELECT * FROM pg_stat_activity) TO /dev/null
\copy (SELECT oid, pg_relation_size(oid), pg_total_relation_size(oid) FROM pg_class WHERE relkind IN ('r','m')) TO /dev/null
\copy (SELECT oid, pg_relation_size(oid) FROM pg_class WHERE relkind = 'i') TO /dev/null
