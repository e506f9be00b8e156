/// Where a statement writes: a list of columns and VALUES say by position only which literal is the password.
struct SecretWriting {
    private var inserts = false
    /// The depth of parentheses at which SET stands.
    private var sets: Int?
    /// CREATE FUNCTION: what stands behind SET is a setting.
    private var isFunction = false
    private var before = ""

    var isOn: Bool { inserts || sets != nil }

    mutating func step(_ word: String, _ depth: Int) {
        switch word {
        case "insert", "merge": inserts = inserts || !Self.events.contains(before)
        case "function", "procedure": isFunction = isFunction || ["create", "replace"].contains(before)
        case "begin": isFunction = false
        case "set": if !isFunction { sets = min(depth, sets ?? depth) }
        // Those of a subquery end nothing.
        case "where", "from", "returning": if let began = sets, depth <= began { sets = nil }
        default: break
        }
        before = word
    }

    /// Words before the event of a trigger, policy or rule.
    private static let events: Set<String> = ["before", "after", "of", "or", "for", "on"]
}
