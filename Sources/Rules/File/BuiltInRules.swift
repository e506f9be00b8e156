extension RuleSet {
    /// The rules that come with Advisor: the files of `rules/`, carried in the binary. They are read when first asked for.
    ///
    /// - Throws: `RuleFileErrors`; the tests hold that it never does.
    public static func builtIn() throws -> RuleSet {
        var rules: [Rule] = []
        var errors: [RuleFileError] = []
        for (path, text) in EmbeddedRules.all.sorted(by: { $0.key < $1.key }) {
            do {
                rules.append(try Rule(RuleFile(path: path, text: text)))
            } catch {
                errors.append(error)
            }
        }
        guard errors.isEmpty else { throw RuleFileErrors(errors) }
        return RuleSet(rules)
    }
}
