import Foundation

/// A folder of files for the length of a test.
@discardableResult
func withFolder<Result>(_ files: [String: String] = [:], _ body: (String) throws -> Result) throws -> Result {
    let path = NSTemporaryDirectory() + "advisor-migrate-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try put(files, into: path)
    return try body(path)
}

func put(_ files: [String: String], into folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, text) in files {
        let file = URL(fileURLWithPath: "\(folder)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}

/// The paths below a folder, sorted, with their contents.
func contents(of folder: String) throws -> [(name: String, text: String)] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    return try names.compactMap { name in
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
        return isFolder.boolValue ? nil : (name, try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8))
    }
}

/// One existing migration in the layout of each framework, which makes it known.
let seeds: [String: [String: String]] = [
    "sql": ["0041_first.up.sql": "SELECT 1;\n", "0041_first.down.sql": "SELECT 1;\n"],
    "golang-migrate": ["0041_first.up.sql": "SELECT 1;\n", "0041_first.down.sql": "SELECT 1;\n"],
    "sqlx": ["20260101000000_first.up.sql": "SELECT 1;\n", "20260101000000_first.down.sql": "SELECT 1;\n"],
    "drizzle": [
        "0000_first.sql": "SELECT 1;",
        "meta/_journal.json":
            #"{"version":"7","dialect":"postgresql","entries":[{"idx":0,"version":"7","when":1767225600000,"tag":"0000_first","breakpoints":true}]}"#,
        "meta/0000_snapshot.json":
            #"{"id":"11111111-1111-4111-8111-111111111111","prevId":"00000000-0000-0000-0000-000000000000","version":"7","dialect":"postgresql","tables":{"public.posts":{"name":"posts","schema":"","columns":{},"indexes":{}}},"enums":{},"schemas":{},"_meta":{"schemas":{},"tables":{},"columns":{}}}"#,
    ],
    "drizzle1": [
        "20260101000000_first/migration.sql": "SELECT 1;",
        "20260101000000_first/snapshot.json":
            #"{"version":"8","dialect":"postgres","id":"11111111-1111-4111-8111-111111111111","prevIds":["00000000-0000-0000-0000-000000000000"],"ddl":[],"renames":[]}"#,
    ],
    "flyway": ["V7__first.sql": "SELECT 1;\n"],
    "dbmate": ["20260101000000_first.sql": "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 1;\n"],
    "goose": ["20260101000000_first.sql": "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 1;\n"],
    "rails": ["20260101000000_first.rb": "class First < ActiveRecord::Migration[6.1]\nend\n"],
    "prisma": [
        "20260101000000_first/migration.sql": "SELECT 1;\n", "migration_lock.toml": "provider = \"postgresql\"\n",
    ],
    "sqitch": [
        "sqitch.conf": "[core]\n\tengine = pg\n",
        "sqitch.plan":
            "%syntax-version=1.0.0\n%project=shop\n\nfirst 2026-01-01T00:00:00Z Ann <ann@example.org> # First.\n",
        "deploy/first.sql": "SELECT 1;\n", "revert/first.sql": "SELECT 1;\n", "verify/first.sql": "SELECT 1;\n",
    ],
    "atlas": ["20260101000000_first.sql": "SELECT 1;\n", "atlas.sum": "h1:x\n"],
    "alembic": [
        "versions/a1b2c3_first.py": "revision = 'a1b2c3'\ndown_revision = None\n\ndef upgrade(): pass\n"
    ],
    "diesel": ["20260101000000_first/up.sql": "SELECT 1;\n", "20260101000000_first/down.sql": "SELECT 1;\n"],
]
