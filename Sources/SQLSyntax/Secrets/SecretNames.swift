/// Names behind which a secret stands: of functions, and of columns, parameters, settings and options.
public enum SecretNames {
    /// Whether what a column, a parameter or a setting of this name holds is taken for a secret.
    public static func isSecret(_ name: some StringProtocol) -> Bool {
        guard name.utf8.allSatisfy({ $0 < 0x80 }) else { return holdsPart(name.lowercased().utf8) }
        return holdsPart(name.utf8)
    }

    /// Bytes, not characters: a large schema has a million names. Capital letters beyond ASCII are small already.
    private static func holdsPart(_ name: some Sequence<UInt8>) -> Bool {
        let plain = name.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): nil
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            default: byte
            }
        }
        return plain.indices.contains { start in
            partsByFirst[Int(plain[start])].contains { plain[start...].starts(with: $0) }
        }
    }

    /// The parts by their first bytes.
    private static let partsByFirst: [[[UInt8]]] = parts.reduce(into: Array(repeating: [], count: 256)) {
        let part = Array($1.utf8)
        $0[Int(part[0])].append(part)
    }

    private static let parts = [
        "password", "passwd", "passphrase", "passwort", "pwd", "secret", "token", "apikey", "accesskey", "privatekey",
        "authkey", "clientkey", "signingkey", "encryptionkey", "cryptokey", "masterkey", "servicekey", "jwt",
        "credential",
        "connectionstring", "conninfo", "bearer",
    ]

    /// Whether the arguments of a function may hold keys, passwords, connection strings, or SQL with such in it.
    ///
    /// - Parameter name: in lower case, without its schema.
    static func isSecretFunction(_ name: String) -> Bool {
        functions.contains(name) || prefixes.contains { name.hasPrefix($0) } || isSecret(name)
    }

    private static let prefixes = [
        "dblink", "pgp_", "aws_", "azure_", "gcs_", "s3_", "http_", "pgsodium_", "crypto_", "postgres_fdw",
        "pg_logical_emit",
    ]

    private static let functions: Set<String> = [
        // pgcrypto, and PostgreSQL's own hashes, by which passwords are compared.
        "encrypt", "decrypt", "encrypt_iv", "decrypt_iv", "hmac", "digest", "crypt", "gen_salt", "armor", "dearmor",
        "md5",
        "sha224", "sha256", "sha384", "sha512",
        // Settings, messages, other servers, files, and SQL given as text.
        "set_config", "pg_notify", "http", "put_object", "get_object", "table_import_from_s3", "query_export_to_s3",
        "invoke",
        "create_node", "create_subscription", "alter_subscription_connection", "schedule", "schedule_in_database",
        "schedule_job", "run_command_on_workers", "run_command_on_shards", "master_add_node", "citus_add_node",
        "pg_read_file", "pg_read_binary_file", "lo_import", "lo_export", "query_to_xml", "query_to_xmlschema",
        "query_to_xml_and_xmlschema", "ts_stat", "pg_promote", "sign", "verify", "try_cast_verify",
        // Of pg_net and the like, and pgsodium's.
        "collect_response", "crypto_secretbox", "create_key", "derive_key",
    ]
}
