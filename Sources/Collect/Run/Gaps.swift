/// What a role without the right to see it gets as NULL, without any error: counted, so that it is never dropped silently.
enum Gaps {
    static let sql = """
        SELECT \(advisorTag)
          count(*) FILTER (WHERE c.relkind IN ('r', 'p', 'm', 'f')
            AND (NOT has_table_privilege(c.oid, 'SELECT') OR row_security_active(c.oid))) AS tables,
          count(*) FILTER (WHERE CASE WHEN c.relkind = 'S'
            THEN NOT has_sequence_privilege(c.oid, 'SELECT,USAGE') END) AS sequences
        \(SectionQuery.userRelations)
        """
}
