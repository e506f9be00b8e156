import Model

/// The settings of the target by name, for the SQL functions `setting`, `setting_text` and `setting_source`.
struct SettingsLookup: Sendable {
    private var rows: [String: (number: Double?, text: String?, source: String?)] = [:]

    /// - Parameter section: of the shape `settings`.
    init(_ section: Section) {
        for row in 0..<section.count {
            guard let name = section[row, "name"].text else { continue }
            rows[name] = (section[row, "number"].real, section[row, "setting"].text, section[row, "source"].text)
        }
    }

    /// In base units: bytes, milliseconds or bare; booleans 0 and 1.
    func number(_ name: String) -> Double? { rows[name]?.number }
    func text(_ name: String) -> String? { rows[name]?.text }
    func source(_ name: String) -> String? { rows[name]?.source }
}
