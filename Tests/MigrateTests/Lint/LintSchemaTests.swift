import Foundation
import Migrate
import Testing

/// Where the linter may learn the schema from.
@Suite struct LintSchemaTests {
    private func rules(_ sql: String, schema: [MigrationPart]) -> [String] {
        var options = LintOptions()
        options.schema = schema
        return Linter(options).lint("SET lock_timeout = '1s';\n" + sql, path: "a.sql").findings.map(\.rule)
    }

    private static let version7 = #"""
        {"version":"7","dialect":"postgresql","enums":{"public.mood":{"name":"mood","schema":"public","values":["ok"]}},
         "tables":{"public.posts":{"name":"posts","schema":"","columns":{
           "id":{"name":"id","type":"bigint","primaryKey":true,"notNull":true},
           "title":{"name":"title","type":"varchar(40)","primaryKey":false,"notNull":false},
           "author_id":{"name":"author_id","type":"bigint","primaryKey":false,"notNull":true}},
           "indexes":{"i":{"name":"i","columns":[{"expression":"author_id","isExpression":false,"asc":true}],
             "isUnique":false,"method":"btree"}},
           "foreignKeys":{"f":{"name":"f","tableFrom":"posts","tableTo":"users","columnsFrom":["author_id"],"columnsTo":["id"]}}},
          "public.users":{"name":"users","schema":"","columns":{
           "id":{"name":"id","type":"bigint","primaryKey":true,"notNull":true}}}}}
        """#

    private static let version8 = #"""
        {"version":"8","dialect":"postgres","ddl":[
         {"entityType":"tables","name":"posts","schema":"public"},{"entityType":"tables","name":"users","schema":"public"},
         {"entityType":"columns","table":"posts","schema":"public","name":"title","type":"varchar(40)","notNull":false},
         {"entityType":"columns","table":"posts","schema":"public","name":"author_id","type":"bigint","notNull":true},
         {"entityType":"columns","table":"users","schema":"public","name":"id","type":"bigint","notNull":true},
         {"entityType":"pks","table":"users","schema":"public","name":"k","columns":["id"]},
         {"entityType":"indexes","table":"posts","schema":"public","name":"i","isUnique":false,"method":"btree",
          "columns":[{"value":"author_id","isExpression":false,"asc":true}]},
         {"entityType":"fks","table":"posts","schema":"public","name":"f","columns":["author_id"],"tableTo":"users",
          "schemaTo":"public","columnsTo":["id"]}]}
        """#

    @Test(arguments: [version7, version8])
    func snapshotsOfDrizzleAreSchemas(json: String) throws {
        try withFolder(["0001_snapshot.json": json]) { folder in
            let schema = try LintPaths.schema("\(folder)/0001_snapshot.json")
            #expect(rules("ALTER TABLE posts ALTER title TYPE varchar(80)", schema: schema).isEmpty)
            #expect(rules("ALTER TABLE posts ALTER title TYPE varchar(20)", schema: schema) == ["type-change"])
            #expect(rules("ALTER TABLE posts ALTER author_id SET NOT NULL", schema: schema).isEmpty)
            #expect(rules("CREATE INDEX CONCURRENTLY j ON posts (author_id)", schema: schema) == ["redundant-index"])
            #expect(rules("UPDATE users SET id = 1 WHERE id = 2", schema: schema).isEmpty)
            #expect(rules("ALTER TABLE posts DROP CONSTRAINT f", schema: schema).isEmpty)
        }
    }

    @Test func foldersAndDumpsAreSchemas() throws {
        let table = "CREATE TABLE posts (title varchar(40));"
        let widening = "ALTER TABLE posts ALTER title TYPE text"
        #expect(rules(widening, schema: []) == ["type-change"])
        try withFolder(["db/1_a.up.sql": table, "db/1_a.down.sql": "DROP TABLE posts;", "dump.sql": table]) { folder in
            for path in ["db", "dump.sql"] {
                let schema = try LintPaths.schema("\(folder)/\(path)")
                #expect(rules(widening, schema: schema).isEmpty, "\(path)")
            }
        }
        let rails = ["migrate/1_a.rb": "class A < ActiveRecord::Migration[7.0]\nend\n", "structure.sql": table]
        try withFolder(rails) { folder in
            let schema = try LintPaths.schema("\(folder)/migrate")
            #expect(rules(widening, schema: schema).isEmpty)
        }
    }

    @Test func whatIsNoSchemaIsRefused() throws {
        try withFolder(["a.json": "{}", "migrate/1_a.rb": "class A < ActiveRecord::Migration[7.0]\nend\n"]) { folder in
            #expect(throws: MigrationError.self) { try LintPaths.schema("\(folder)/a.json") }
            #expect(throws: MigrationError.self) { try LintPaths.schema("\(folder)/migrate") }
        }
    }

    @Test func namedFilesRunInTheOrderOfTheirFramework() throws {
        let names = ["2_b.up.sql", "10_c.up.sql", "1_a.up.sql"]
        try withFolder(Dictionary(uniqueKeysWithValues: names.map { ($0, "SELECT 1;") })) { folder in
            let paths = names.map { "\(folder)/\($0)" }
            let sources = try LintPaths.read(
                paths.reversed() + ["\(folder)/../\(folder.split(separator: "/").last ?? "")"], framework: nil)
            #expect(sources.map(\.files.count) == [3, 3])
            #expect(sources[0].files.map(\.up.path) == [paths[2], paths[0], paths[1]])
        }
    }
}
