/// The one list of rules, in the order of the documentation.
extension LintRule {
    public static let all: [LintRule] =
        IndexRules.all + ConstraintRules.all + ForeignKeyRules.all + ColumnRules.all + RenameRules.all
        + RemovalRules.all
        + PartitionRules.all + RewriteRules.all + TransactionRules.all + DataRules.all + TypeRules.all
        + WorkloadRules.all + HabitRules.all + FileRules.all + EngineRules.all

    static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
}
