import Model

/// Who writes to disk: checkpointer, background writer, WAL, archiver, and I/O by kind of process.
extension SectionQuery {
    static func checkpointer(_ features: Set<Feature>) -> SectionQuery {
        let backend = features.contains(.bgwriterBackendBuffers)
        let common = [
            "name": "'server'", "buffers_clean": "b.buffers_clean", "maxwritten_clean": "b.maxwritten_clean",
            "buffers_backend": backend ? "b.buffers_backend" : "NULL",
            "buffers_backend_fsync": backend ? "b.buffers_backend_fsync" : "NULL",
            "buffers_alloc": "b.buffers_alloc",
        ]
        guard features.contains(.checkpointer) else {
            return SectionQuery(
                .checkpointer,
                common.merging([
                    "checkpoints_timed": "b.checkpoints_timed", "checkpoints_requested": "b.checkpoints_req",
                    "write_time": "b.checkpoint_write_time", "sync_time": "b.checkpoint_sync_time",
                    "buffers_checkpoint": "b.buffers_checkpoint", "stats_reset": "b.stats_reset",
                ]) { $1 }, from: "FROM pg_stat_bgwriter b")
        }
        return SectionQuery(
            .checkpointer,
            common.merging([
                "checkpoints_timed": "c.num_timed", "checkpoints_requested": "c.num_requested",
                "write_time": "c.write_time", "sync_time": "c.sync_time", "buffers_checkpoint": "c.buffers_written",
                "stats_reset": "greatest(b.stats_reset, c.stats_reset)",
            ]) { $1 }, from: "FROM pg_stat_bgwriter b CROSS JOIN pg_stat_checkpointer c")
    }

    static let wal = SectionQuery(
        .wal,
        [
            "name": "'server'", "records": "wal_records", "full_page_images": "wal_fpi", "bytes": "wal_bytes",
            "buffers_full": "wal_buffers_full", "stats_reset": "stats_reset",
        ], from: "FROM pg_stat_wal")

    static let archiver = SectionQuery(
        .archiver,
        [
            "name": "'server'", "archived": "archived_count", "failed": "failed_count",
            "last_archived_at": "last_archived_time", "last_failed_at": "last_failed_time",
            "last_failed_segment": "last_failed_wal", "stats_reset": "stats_reset",
        ], from: "FROM pg_stat_archiver")

    static let io = SectionQuery(
        .io,
        [
            "backend_type": "backend_type", "object": "object", "context": "context", "reads": "reads",
            "read_time": "read_time", "writes": "writes", "write_time": "write_time", "extends": "extends",
            "hits": "hits", "evictions": "evictions", "fsyncs": "fsyncs",
        ], from: "FROM pg_stat_io ORDER BY backend_type, object, context")
}
