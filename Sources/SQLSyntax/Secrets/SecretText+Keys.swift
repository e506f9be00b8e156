/// Names of secrets in quotes: members of documents.
extension SecretText {
    /// Strings that name members of documents.
    struct Keys {
        /// Of secrets: what stands in one term with them is the secret. `data ->> 'password'`, `data #>> '{auth,password}'`,
        /// `data['password']`, `jsonb_set(data, '{password}', ...)`
        var secret: Set<Int> = []
        /// Those that say only which member is meant, and so stay: `data -> 'auth' ->> 'password'` is not `data -> '?' ->> '?'`.
        var all: Set<Int> = []
    }

    var keys: Keys {
        enum Frame { case other, arguments, path }
        var keys = Keys()
        var frames: [Frame] = []
        for (position, token) in tokens.enumerated() {
            switch token.kind {
            case .open:
                frames.append(
                    isBehindSelector(position) ? .path : isOfDocuments(word(position - 1)) ? .arguments : .other)
            case .openBracket:
                // Of an array elsewhere the elements are values.
                let isPath = word(position - 1) != "array" || isBehindSelector(position - 1)
                frames.append(isPath ? .path : .arguments)
            case .close, .closeBracket: _ = frames.popLast()
            case .string:
                let isPath = frames.last == .path || isBehindSelector(position)
                guard isPath || frames.last == .arguments, let name = key(position) else { break }
                let isSecret = SecretNames.isSecret(name)
                if isSecret { keys.secret.insert(position) }
                if isSecret || isPath { keys.all.insert(position) }
            default: break
            }
        }
        return keys
    }

    private func isOfDocuments(_ function: String) -> Bool {
        ["json", "hstore", "fetchval", "isdefined", "delete"].contains { function.hasPrefix($0) }
    }

    /// `OPERATOR(public.->)` too: so the server writes what is of an extension.
    private func isBehindSelector(_ position: Int) -> Bool {
        if Self.selectors.contains(word(position - 1)) { return true }
        guard tokens.indices.contains(position - 1), tokens[position - 1].kind == .close else { return false }
        return Self.selectors.contains(word(position - 2))
            && (position - 8..<position - 2).contains { word($0) == "operator" }
    }

    private static let selectors: Set<String> = ["->", "->>", "#>", "#>>", "?", "?|", "?&", "#-", "-"]

    /// What a string says that could be a key or a path of keys: a secret itself has digits and signs.
    private func key(_ position: Int) -> String? {
        let text = spelling(position).drop { $0 != UInt8(ascii: "'") }.dropFirst().dropLast()
        let isName =
            text.count <= 128
            && text.allSatisfy { byte in
                (byte | 0x20) &- UInt8(ascii: "a") < 26 || "_-{},\" ".utf8.contains(byte)
            }
        return isName ? String(decoding: text, as: UTF8.self) : nil
    }
}
