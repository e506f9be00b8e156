/// EXPLAIN in a DO block that catches errors: the server writes no line into its log for a statement that cannot be planned,
/// such as one on a table that was dropped.
///
/// The block opens a cursor on the statement, and the server opens none on a text that holds more than one statement.
enum QuietExplain {
    /// The settings through which the block gets its statement and gives its answer.
    static let statement = "advisor.statement"
    private static let plan = "advisor.plan"
    private static let state = "advisor.state"
    private static let message = "advisor.message"

    /// Every name is qualified: the search_path is that of the statement.
    static let sql = """
        DO \(advisorTag) $advisor$
        DECLARE
          advisor_statement pg_catalog.text := pg_catalog.current_setting('\(statement)');
          advisor_line pg_catalog.text;
          advisor_state pg_catalog.text;
        BEGIN
          FOR advisor_line IN EXECUTE advisor_statement LOOP
            PERFORM pg_catalog.set_config('\(plan)', advisor_line, true);
          END LOOP;
        EXCEPTION WHEN OTHERS THEN
          GET STACKED DIAGNOSTICS advisor_state = RETURNED_SQLSTATE, advisor_line = MESSAGE_TEXT;
          PERFORM pg_catalog.set_config('\(state)', advisor_state, true),
            pg_catalog.set_config('\(message)', advisor_line, true);
        END $advisor$
        """

    /// Three columns: the plan, SQLSTATE and message.
    static let answer = [plan, state, message].map { "pg_catalog.current_setting('\($0)', true)" }
        .joined(separator: ", ")
}
