import Cluster
import Foundation

/// The private server of this test process: started by the first test that needs one, shared by all, and gone with the
/// process. Its superuser is `postgres`; pg_stat_statements is preloaded (where the installation has it) and I/O timed.
public enum TestServer {
    private static let starting = Task {
        // The guardian cleans up whatever happens; this only makes a normal exit wait for it.
        atexit { LiveServers.stopAll() }
        return try await PrivateServer.start(configuration)
    }

    /// The server itself, for tests that need its version, folder or log.
    public static var shared: PrivateServer {
        get async throws { try await starting.value }
    }

    private static var configuration: ServerConfiguration {
        get throws {
            var configuration = ServerConfiguration()
            configuration.settings = [
                // Nobody analyses a table between what a test does and what it expects.
                "autovacuum_naptime": "1h", "track_io_timing": "on", "max_connections": "200",
                "max_prepared_transactions": "10",
            ]
            if try Installation.find().hasLibrary("pg_stat_statements") {
                configuration.settings["shared_preload_libraries"] = "pg_stat_statements"
            }
            return configuration
        }
    }
}
