import JSONTape

/// Storage parameters (reloptions) of a table or an index, from the JSON object of a snapshot.
struct StorageOptions {
    private var values: [String: String] = [:]

    init(_ json: String?) {
        guard let json, json != "{}", let tape = try? JSONTape(json) else { return }
        for (key, value) in tape.root.members {
            guard let key = key.string else { continue }
            values[key] = value.string ?? value.rawText
        }
    }

    func number(_ name: String) -> Double? { values[name].flatMap(Double.init) }

    /// As PostgreSQL reads booleans: any beginning of true, yes, on, 1 and their opposites.
    func boolean(_ name: String) -> Bool? {
        guard let text = values[name]?.lowercased(), !text.isEmpty else { return nil }
        if text == "1" || "true".hasPrefix(text) || "yes".hasPrefix(text) || text == "on" { return true }
        if text == "0" || "false".hasPrefix(text) || "no".hasPrefix(text) || "off".hasPrefix(text) { return false }
        return nil
    }
}
