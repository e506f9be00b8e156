import Model
import Testing

@Suite struct IndexDefinitionTests {
    @Test func everythingThatDDLKnowsIsWritten() {
        let definition = IndexDefinition(
            relation: 1, schema: "public", table: "Posts", method: "gin",
            keys: [.init(expression: "lower(title)", operatorClass: "gin_trgm_ops"), .init(column: "tags")],
            predicate: "deleted_at IS NULL", options: ["fastupdate": "off"])
        #expect(
            definition.createStatement(name: "i", concurrently: true) == """
                CREATE INDEX CONCURRENTLY i ON public."Posts" USING gin ((lower(title)) gin_trgm_ops, tags) \
                WITH (fastupdate = off) WHERE deleted_at IS NULL
                """)
    }

    @Test func directionsAreWrittenWhereTheyDifferFromTheDefault() {
        let definition = IndexDefinition(
            relation: 1, schema: "public", table: "t",
            keys: [
                .init(column: "a", descending: true, nullsFirst: true), .init(column: "b", nullsFirst: false),
                .init(column: "c", descending: true, nullsFirst: false), .init(column: "d", nullsFirst: true),
            ], include: ["e"])
        #expect(
            definition.createStatement(only: true)
                == "CREATE INDEX ON ONLY public.t (a DESC, b, c DESC NULLS LAST, d NULLS FIRST) INCLUDE (e)")
    }
}
