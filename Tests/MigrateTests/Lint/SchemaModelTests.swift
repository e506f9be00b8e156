import Testing

@testable import Migrate

@Suite struct SchemaModelTests {
    /// The schema after statements that were applied long ago and others that are pending.
    private func model(applied: String = "", pending: String) throws -> SchemaModel {
        var model = SchemaModel()
        for change in try SchemaChange.all(in: applied) { model.apply(change, isPending: false) }
        for change in try SchemaChange.all(in: pending) { model.apply(change, isPending: true) }
        return model
    }

    private let posts = ObjectName(schema: "public", name: "posts")

    @Test func onlyWhatPendingFilesCreateIsNew() throws {
        let model = try model(
            applied: "CREATE TABLE posts (id bigint PRIMARY KEY, title varchar(40))",
            pending: "CREATE TABLE tags (name text NOT NULL); CREATE INDEX tags_name ON tags (name)")
        #expect(!model.isNew(posts))
        #expect(model.isNew(ObjectName(name: "tags")))
        #expect(model.isNew(ObjectName(name: "tags_name")))
        #expect(model.table(posts)?.columns["title"]?.type.modifiers == [40])
    }

    @Test func aValidatedCheckProvesThatAColumnHoldsNoNull() throws {
        let table = "CREATE TABLE posts (id bigint, title text)"
        let check = "ALTER TABLE posts ADD CONSTRAINT filled CHECK (title IS NOT NULL) NOT VALID"
        #expect(try !model(applied: table, pending: check).isProvenNotNull("title", of: posts))
        let validated = check + "; ALTER TABLE posts VALIDATE CONSTRAINT filled"
        #expect(try model(applied: table, pending: validated).isProvenNotNull("title", of: posts))
        #expect(try !model(applied: table, pending: validated).isProvenNotNull("id", of: posts))
    }

    @Test func aDroppedTableTakesItsIndexesAlong() throws {
        let model = try model(
            applied: "CREATE TABLE posts (id bigint); CREATE INDEX posts_id ON posts (id)", pending: "DROP TABLE posts")
        #expect(model.table(posts) == nil)
        #expect(model.index(ObjectName(name: "posts_id")) == nil)
    }

    @Test func aRenamedTableKeepsItsIndexes() throws {
        let model = try model(
            applied: "CREATE TABLE posts (id bigint); CREATE INDEX posts_id ON posts (id)",
            pending: "ALTER TABLE posts RENAME TO articles")
        #expect(model.indexes(on: ObjectName(name: "articles")).map(\.name.name) == ["posts_id"])
    }

    @Test func namesFollowTheSearchPath() throws {
        let model = try model(pending: "SET search_path TO shop; CREATE TABLE orders (id bigint)")
        #expect(model.table(ObjectName(schema: "shop", name: "orders")) != nil)
    }

    @Test(arguments: [
        ("character varying(20)", "character varying(40)", TypeChange.free),
        ("character varying(40)", "character varying(20)", .rewrite),
        ("character varying(40)", "text", .free), ("text", "character varying(20)", .rewrite),
        ("integer", "bigint", .rewrite), ("numeric(10,2)", "numeric(12,2)", .free),
    ])
    func someChangesOfTypeRewriteTheTable(old: String, new: String, expected: TypeChange) {
        let change = TypeChange(
            from: ColumnType(formatted: old), to: ColumnType(formatted: new), hasUsing: false, isUTC: false)
        #expect(change == expected)
    }
}
