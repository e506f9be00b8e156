/// What the engine itself reports.
enum EngineRules {
    static let all = [syntaxError, enumValueDrop, nameCollision, opaque, suppressionInvalid, suppressionUnused]

    static let syntaxError = LintRule(
        "syntax-error", .critical, title: "Statement that does not parse",
        harm: "PostgreSQL's grammar refuses it; nothing of it was examined.",
        remedy: "Mend it; render templates first.", fires: ["SELECT 1; CREATE TABEL t (a int)"],
        silent: ["CREATE TABLE t (a int)"], .engine)

    static let enumValueDrop = LintRule(
        "enum-value-drop", .critical, title: "Enum label dropped",
        harm: "PostgreSQL cannot drop a label of an enum: the statement fails.",
        remedy: "Leave it unused; or a new type, a new column of it, and expand and contract.",
        fires: ["SELECT 1; ALTER TYPE mood DROP VALUE 'ok'"], silent: ["ALTER TYPE mood ADD VALUE 'ok'"], .engine)

    static let nameCollision = LintRule(
        "name-collision", .warning, title: "Names that differ behind their 63rd byte only",
        harm: "PostgreSQL keeps 63 bytes of a name: the second is taken for the first, which is there already.",
        remedy: "Shorter names.",
        fires: [
            "CREATE SEQUENCE index_of_the_orders_by_customer_and_by_the_time_of_their_last_update_a; CREATE SEQUENCE index_of_the_orders_by_customer_and_by_the_time_of_their_last_update_b"
        ],
        silent: [
            "CREATE SEQUENCE index_of_the_orders_by_customer_and_by_the_time_of_their_last_update_a; DROP SEQUENCE index_of_the_orders_by_customer_and_by_the_time_of_their_last_update_a",
            "CREATE SEQUENCE index_of_the_orders_by_customer_and_by_the_time_of_their_last_update_a; CREATE SEQUENCE b_index_of_the_orders_by_customer_and_by_the_time_of_their_last_update",
        ], .engine)

    static let opaque = LintRule(
        "opaque-sql", .info, title: "Statement whose effect its text does not show",
        harm: "What a DO block, EXECUTE or CALL does cannot be told: it was not analysed.",
        remedy: "Plain statements where they do.",
        fires: [
            "DO $$ BEGIN EXECUTE 'DROP TABLE posts'; END $$",
            "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$; SELECT f()",
        ],
        silent: [
            "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$", "SELECT count(*), now()",
        ], .engine)

    static let suppressionInvalid = LintRule(
        "suppression-invalid", .warning, title: "Suppression without a reason, or of no rule",
        harm: "It suppresses nothing.", remedy: "-- advisor:ignore RULE REASON",
        fires: [
            "-- advisor:ignore drop-table\nDROP TABLE posts", "-- advisor:ignore no-such-rule because\nSELECT 1",
        ], silent: ["-- advisor:ignore drop-table nobody has used it since March\nDROP TABLE posts"], .engine)

    static let suppressionUnused = LintRule(
        "suppression-unused", .info, title: "Suppression that suppresses nothing",
        harm: "It will hide the next finding that nobody has looked at.", remedy: "Remove it.",
        fires: ["-- advisor:ignore drop-table it was never used\nSELECT 1"],
        silent: ["-- advisor:ignore drop-table it was never used\nDROP TABLE posts"], .engine)
}
