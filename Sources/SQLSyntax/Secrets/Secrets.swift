/// Takes secrets out of SQL before anything is stored or printed, whether or not the rest is redacted. What is taken out reads
/// `'?'`.
///
/// - A utility statement keeps no string literal: passwords of roles, connection strings of subscriptions, options of servers,
///   programs of COPY, payloads of NOTIFY, bodies of DO and of functions are all literals there.
/// - A statement that PostgreSQL plans loses the literals in calls to functions that take keys or connection strings, those
///   in one term with a name such as `password` (`SecretTerms`), and those that read like a secret. pg_stat_statements has
///   parameters for all others.
/// - A text that does not lex, is cut off, or reads differently under the two settings of standard_conforming_strings, keeps no
///   literal at all.
public enum Secrets {
    /// Of a statement as it was sent or recorded.
    public static func removed(fromStatement sql: String) -> String {
        var text = SecretText(sql)
        if text.isPlannable {
            text.removeFromCalls()
        } else {
            text.removeAll()
        }
        return text.result
    }

    /// Of an expression or a query as PostgreSQL prints it in definitions and plans.
    public static func removed(fromExpression sql: String) -> String {
        var text = SecretText(sql)
        if text.isWhole { text.removeFromCalls(isDefinition: true) } else { text.removeAll() }
        return text.result
    }

    /// Of an expression all of whose strings are taken for secrets; it stays valid.
    public static func removed(allFromExpression sql: String) -> String {
        var text = SecretText(sql)
        if text.isWhole { text.removeFromCalls(isDefinition: true, everyString: true) } else { text.removeAll() }
        return text.result
    }

    /// Whether an expression or a query names one of these columns or, as PostgreSQL prints it, a whole row.
    ///
    /// - Parameter orWholeRow: whether `t.*` names them too.
    public static func names(_ columns: Set<String>, in sql: String, orWholeRow: Bool = true) -> Bool {
        let bytes = Array(sql.utf8)
        let names = Set(columns.map { Array($0.utf8) })
        let tokens = SQL.tokens(sql)
        return zip(tokens.indices, tokens).contains { position, token in
            switch token.kind {
            case .word: names.contains(Array(Canonical.folded(bytes[token.start..<token.end]).utf8))
            case .quotedWord:
                names.contains(
                    Array(bytes[(token.start + 1)..<max(token.start + 1, token.end - 1)].withoutDoubledQuotes))
            case .sign:
                // t.*
                orWholeRow && position > 0 && tokens[position - 1].kind == .dot
                    && bytes[token.start] == UInt8(ascii: "*")
            default: false
            }
        }
    }

    /// Of a definition whose literals are all the user's own: arguments of triggers, options of servers, bodies of functions.
    public static func removed(fromDefinition sql: String) -> String {
        var text = SecretText(sql)
        text.removeAll()
        return text.result
    }

    /// The parameters of a statement that stand where a literal would be a secret.
    public static func parameters(of sql: String) -> Set<Int> {
        var text = SecretText(sql)
        text.removeFromCalls()
        return text.secretParameters
    }

    /// Whether a name such as `password` stands anywhere in a statement.
    public static func namesSecret(in sql: String) -> Bool { SecretText(sql).namesSecret }

    /// Whether an expression takes a member out of a document that is called like a secret: `data ->> 'password'`.
    public static func namesSecretMember(in sql: String) -> Bool {
        sql.utf8.contains(UInt8(ascii: "'")) && !SecretText(sql).keys.secret.isEmpty
    }

    /// Whether a text may read like a secret, or have a part that does; one pass.
    public static func maybeSecret(_ text: String) -> Bool { SecretLiteral.mayMatch(text.utf8) }

    /// Whether a literal reads like a secret wherever it stands: a connection string with a password, a private key, a token.
    public static func isSecret(literal: String) -> Bool { SecretLiteral.matches(literal) }
}

extension ArraySlice<UInt8> {
    fileprivate var withoutDoubledQuotes: [UInt8] {
        var result: [UInt8] = []
        var isSecond = false
        for byte in self {
            isSecond = byte == UInt8(ascii: "\"") && !isSecond && result.last == byte
            if !isSecond { result.append(byte) }
        }
        return result
    }
}
