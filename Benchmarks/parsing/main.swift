import Foundation
import Model
import SQLSyntax

// Takes identity and facts of the statements of a file, one a line, for a second; prints statements a second. On one
// processor, or with `batch` as second argument on all.

func relation(_ oid: Int64, _ schema: String, _ name: String, _ columns: String) -> Catalog.Relation {
    Catalog.Relation(
        oid: oid, schema: schema, name: name,
        columns: columns.split(separator: " ").map { Catalog.Column(name: String($0), type: "text") })
}

let catalog = Catalog(relations: [
    relation(1, "public", "users", "id email name active created_at"),
    relation(2, "public", "posts", "id author_id title body tags score search created_at deleted_at"),
    relation(3, "public", "comments", "id post_id parent_id author_id text"),
    relation(4, "public", "jobs", "id state payload run_at priority locked_by attempts"),
    relation(5, "public", "events", "id kind at body email name"),
    relation(6, "shop", "orders", "id user_id total status meta created_at"),
])

guard CommandLine.arguments.count >= 2 else {
    FileHandle.standardError.write(Data("usage: parsing-benchmark FILE [batch]\n".utf8))
    exit(2)
}
let statements = try String(contentsOfFile: CommandLine.arguments[1], encoding: .utf8)
    .split(separator: "\n").map(String.init)
// Short of what the library shares out among processors, so that one is measured; a batch is shared out.
let isBatch = CommandLine.arguments.contains("batch")
let texts = (0..<(isBatch ? 50 : 4)).flatMap { _ in statements }
let clock = ContinuousClock()
let start = clock.now
var parsed = 0
while clock.now - start < .seconds(1) {
    let unparsed = SQL.analyze(texts, catalog: catalog).count { $0.facts.kind == .unparsed }
    precondition(unparsed == 0, "\(unparsed) statements do not parse")
    parsed += texts.count
}
let seconds = (clock.now - start) / .seconds(1)
print(Int(Double(parsed) / seconds))
