/// Names behind which a secret stands: of functions, and of columns, parameters, settings and options.
public enum SecretNames {
    /// Whether what a column, a parameter or a setting of this name holds is taken for a secret: it has one of `parts` anywhere in it,
    /// or one of `words` as whole words of snake_case or camelCase.
    public static func isSecret(_ name: some StringProtocol) -> Bool { NameBytes(name.utf8).isSecret }

    /// Secrets that give access. Personal data (names, addresses, numbers of accounts and cards) is not meant: that is what redaction is for.
    fileprivate static let parts = byFirst([
        "password", "passwd", "passphrase", "passwort", "passcode", "pwd", "secret", "token", "apikey", "accesskey",
        "privatekey", "authkey", "clientkey", "signingkey", "encryptionkey", "cryptokey", "masterkey", "servicekey",
        "jwt",
        "credential", "connectionstring", "conninfo", "bearer",
    ])

    /// Too short or too common to be looked for within others: `pinned`, `passenger`, `assalt`, `possession_id`.
    fileprivate static let words = byFirst([
        "pass", "pw", "pswd", "pin", "otp", "totp", "hotp", "mfa", "cvv", "cvc", "cvv2", "cvc2", "cookie", "csrf",
        "xsrf",
        "hmac", "signature", "salt", "dsn", "mnemonic", "sessionid", "sessionkey", "sessiondata", "sessid",
        "databaseurl",
        "dburl", "redisurl", "amqpurl", "webhookurl", "connectionurl", "connectionuri", "licensekey", "licencekey",
        "recoverycode", "backupcode", "verificationcode", "accesscode", "authcode", "securitycode", "resetcode",
        "seedphrase",
        "magiclink", "sshkey", "deploykey", "sharedkey", "sharekey", "hashkey", "secretkey", "publishkey", "writekey",
    ])

    private static func byFirst(_ names: [String]) -> [[[UInt8]]] {
        names.reduce(into: Array(repeating: [], count: 256)) {
            let name = Array($1.utf8)
            $0[Int(name[0])].append(name)
        }
    }

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

/// A name without the signs between its words, and where these begin. Bytes, not characters: a large schema has a million names.
private struct NameBytes {
    private var plain: [UInt8] = []
    private var begins: [Bool] = []

    init(_ name: some Sequence<UInt8>) {
        let bytes = Array(name)
        var isNext = true
        for (place, byte) in bytes.enumerated() {
            guard Self.isLetter(byte) || byte >= 0x80 || Self.isDigit(byte) else {
                // Of the signs only those that join words go: a name with others in it is no word.
                if !"_-. ".utf8.contains(byte) { add(byte, true) }
                isNext = true
                continue
            }
            add(byte | (Self.isCapital(byte) ? 0x20 : 0), isNext || begins(bytes, place))
            isNext = false
        }
    }

    private mutating func add(_ byte: UInt8, _ begin: Bool) {
        plain.append(byte)
        begins.append(begin)
    }

    /// `sessionId`, `userPIN`, `PINCode`, `pin4`
    private func begins(_ bytes: [UInt8], _ place: Int) -> Bool {
        guard place > 0 else { return true }
        let (before, byte) = (bytes[place - 1], bytes[place])
        if Self.isDigit(byte) || Self.isDigit(before) { return true }
        guard Self.isCapital(byte) else { return false }
        if !Self.isCapital(before) { return true }
        return place + 1 < bytes.count && Self.isLetter(bytes[place + 1]) && !Self.isCapital(bytes[place + 1])
            // The plural of an abbreviation: `userPINs`.
            && !(bytes[place + 1] == UInt8(ascii: "s") && place + 2 == bytes.count)
    }

    var isSecret: Bool {
        plain.indices.contains { start in
            let rest = plain[start...]
            let first = Int(plain[start])
            return SecretNames.parts[first].contains { rest.starts(with: $0) }
                || begins[start]
                    && SecretNames.words[first].contains { rest.starts(with: $0) && ends(start + $0.count) }
        }
    }

    /// Also of a plural.
    private func ends(_ place: Int) -> Bool {
        let isPlural = place < plain.count && plain[place] == UInt8(ascii: "s") && !begins[place]
        let end = isPlural ? place + 1 : place
        return end == plain.count || begins[end]
    }

    private static func isCapital(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "A") < 26 }
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
}
