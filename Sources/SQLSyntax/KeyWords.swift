enum KeyWords {
    /// Key words that structure a statement: never data, so messages may quote them.
    static let common: Set<String> = Set(
        """
        add all alter and any array as asc begin between by case cast check column commit conflict constraint create \
        cross default delete desc distinct do drop else end except exists explain fetch for foreign from full function \
        group grouping having if ilike in index inner insert intersect into is isnull join key lateral left like limit \
        lock materialized merge natural not notnull null nulls of offset on only or order outer over partition primary \
        recursive references returning right rollback row rows select set similar table then to trigger union unique \
        update user using values view when where window with
        """.split(separator: " ").map(String.init))
}
