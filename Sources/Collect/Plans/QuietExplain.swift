/// EXPLAIN in a DO block that catches errors: the server writes no line into its log for a statement that cannot be planned,
/// such as one on a table that was dropped.
///
/// The block opens a cursor on the statement, and the server opens none on a text that holds more than one statement.
enum QuietExplain {
    /// The settings through which the block gets its statement and gives its answer.
    static let statement = "advisor.statement"
    /// Where the statement is prepared first: how, and how it is explained then.
    static let preparation = "advisor.preparation"
    static let execution = "advisor.execution"
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

    /// The same for statements with parameters, and for servers whose pg_stat_statements would keep the text of each EXPLAIN: it
    /// keeps none of a PREPARE.
    ///
    /// The cursor on the EXPLAIN is opened and not read, so that nothing runs: what has no plan fails there, and so does what is
    /// more than one statement. What is prepared outlives the block's errors.
    static let preparedSQL = """
        DO \(advisorTag) $advisor$
        DECLARE
          advisor_cursor pg_catalog.refcursor;
          advisor_statement pg_catalog.text := pg_catalog.current_setting('\(statement)');
          advisor_preparation pg_catalog.text := pg_catalog.current_setting('\(preparation)');
          advisor_execution pg_catalog.text := pg_catalog.current_setting('\(execution)');
          advisor_line pg_catalog.text;
          advisor_state pg_catalog.text;
        BEGIN
          BEGIN
            OPEN advisor_cursor FOR EXECUTE advisor_statement;
            CLOSE advisor_cursor;
            EXECUTE advisor_preparation;
            FOR advisor_line IN EXECUTE advisor_execution LOOP
              PERFORM \(advisorTag) pg_catalog.set_config('\(plan)', advisor_line, true);
            END LOOP;
          EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS advisor_state = RETURNED_SQLSTATE, advisor_line = MESSAGE_TEXT;
            PERFORM \(advisorTag) pg_catalog.set_config('\(state)', advisor_state, true),
              pg_catalog.set_config('\(message)', advisor_line, true);
          END;
          \(forgetting)
        END $advisor$
        """

    /// Behind a block that was cancelled.
    static let forgetSQL = """
        DO \(advisorTag) $advisor$
        BEGIN
          \(forgetting)
        END $advisor$
        """

    private static let forgetting = """
        IF EXISTS (SELECT \(advisorTag) FROM pg_catalog.pg_prepared_statements WHERE name OPERATOR(pg_catalog.=) '\(PlanMethod.name)')
          THEN \(PlanMethod.deallocateSQL);
          END IF;
        """

    /// Three columns: the plan, SQLSTATE and message.
    static let answer = [plan, state, message].map { "pg_catalog.current_setting('\($0)', true)" }
        .joined(separator: ", ")
}
