import Model

/// What is printed about a command line that cannot be read. ArgumentParser repeats the argument that it does not understand,
/// and that may be a connection string: a misspelt option, a forgotten one, a password as an argument of its own.
enum UsageText {
    /// The text with every argument that may hold a password replaced by an ellipsis.
    static func withoutSecrets(_ text: String, _ arguments: [String]) -> String {
        // The longest first: one may be part of another.
        secrets(arguments).sorted { $0.count > $1.count }.reduce(text) { $0.replacing($1, with: "…") }
    }

    /// An error of the work itself without arguments that read like credentials: a connection string where a path belongs.
    static func withoutCredentials(_ text: String, _ arguments: [String]) -> String {
        arguments.dropFirst().map { argument in
            argument.hasPrefix("--") ? String(argument.drop { $0 != "=" }.dropFirst()) : argument
        }.filter { argument in
            let text = argument.lowercased()
            return text.contains("@") && text.contains(":") || text.contains("passw") && text.contains("=")
        }.sorted { $0.count > $1.count }.reduce(text) { $0.replacing($1, with: "…") }
    }

    private static func secrets(_ arguments: [String]) -> [String] {
        var secrets: [String] = []
        var followsPassword = false
        for argument in arguments.dropFirst() where !argument.isEmpty {
            let name = argument.prefix { $0 != "=" }
            let value = String(argument.dropFirst(name.count + 1))
            if argument.hasPrefix("-") {
                let namesPassword =
                    name.lowercased().contains("pass") || name.lowercased().contains("pw") || name == "-W"
                if namesPassword || !isHarmless(value) { secrets.append(value) }
                // -tpostgres://..., and what is behind a dash by mistake.
                if !isHarmless(String(name)) { secrets.append(String(name.drop { $0 == "-" })) }
                followsPassword = namesPassword
            } else {
                if followsPassword || !isHarmless(argument) { secrets.append(argument) }
                followsPassword = false
            }
        }
        return secrets.filter { $0.count > 1 }
    }

    /// Names, numbers and paths: nothing of which a part could be a password.
    private static func isHarmless(_ text: String) -> Bool {
        !text.holdsScalar(of: ":@=?'\"") && !text.contains(where: \.isWhitespace)
    }
}
