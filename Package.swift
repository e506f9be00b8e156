// swift-tools-version:6.1
import PackageDescription

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny")]

/// A module of the house: its own folder under Sources/, compiled in Swift 6 mode.
func module(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// The tests of a module: Tests/<Module>Tests beside Sources/<Module>.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.init(stringLiteral: name), "TestSupport"] + dependencies,
        path: "Tests/\(name)Tests", exclude: exclude, swiftSettings: strict)
}

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// `make fuzz` builds libFuzzer's executable instead of the command, which it then links as a library: an executable
/// cannot depend on another.
let isFuzzing = Context.environment["ADVISOR_FUZZ"] != nil

let command: Target = {
    let dependencies: [Target.Dependency] = [
        "Advise", "Cluster", "Collect", "History", "Migrate", "Model", "Plans", "Postgres", "Reporting", "Rules",
        "SampleWorkloads", "SQLSyntax", "Twin", "JSONTape", arguments, yams,
    ]
    guard isFuzzing else {
        return .executableTarget(name: "advisor", dependencies: dependencies, swiftSettings: strict)
    }
    let renamed = ["-Xfrontend", "-entry-point-function-name", "-Xfrontend", "advisor_main", "-enable-testing"]
    return .target(name: "advisor", dependencies: dependencies, swiftSettings: strict + [.unsafeFlags(renamed)])
}()

let package = Package(
    name: "advisor",
    products: isFuzzing
        ? [.executable(name: "fuzz-runner", targets: ["FuzzRunner"])]
        : [.executable(name: "advisor", targets: ["advisor"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq"),
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8"),
        .target(name: "CLibpgQuery", linkerSettings: [.linkedLibrary(":libpg_query.a")]),

        module("Model"),
        module("JSONTape", ["Model"]),
        module("Postgres", ["CLibpq", "Model"]),
        .target(name: "CSpawn"),
        module("Cluster", ["CSpawn"]),
        module("SQLSyntax", ["CLibpgQuery", "JSONTape", "Model"]),
        module("Plans", ["JSONTape", "Model", yams]),

        module("Collect", ["Cluster", "JSONTape", "Model", "Postgres", "SQLSyntax"]),
        module("History", ["Model", grdb]),
        module("Reporting", ["JSONTape", "Model", "SQLSyntax", mustache], resources: [.embedInCode("Templates")]),
        module("Rules", ["CPCRE2", "JSONTape", "Model", "Plans", "SQLSyntax", grdb, sqlite, mustache, yams]),
        module("Migrate", ["JSONTape", "Model", "SQLSyntax"]),
        // Loads CBC when it is first asked, so that no other command pays for its libraries.
        .target(name: "CCbc", linkerSettings: [.linkedLibrary("dl")]),
        module("Twin", ["Cluster", "JSONTape", "Model", "Postgres", "SQLSyntax"]),
        module("Advise", ["CCbc", "JSONTape", "Model", "Postgres", "SQLSyntax"]),
        module("SampleWorkloads", ["Model", "Postgres", yams]),
        command,

        // make bench: see Benchmarks/parsing/run.sh.
        .executableTarget(
            name: "parsing-benchmark", dependencies: ["Model", "SQLSyntax"], path: "Benchmarks/parsing",
            exclude: ["baseline.c", "run.sh", "statements.sql"], swiftSettings: strict),

        .executableTarget(
            name: "HistoryBenchmark", dependencies: ["History", "Model"], path: "Benchmarks/history",
            swiftSettings: strict),
        .executableTarget(
            name: "SizesBenchmark", dependencies: ["Advise", "Collect", "Model", "Postgres", "SampleWorkloads"],
            path: "Benchmarks/sizes", swiftSettings: strict),
        .target(
            name: "TestSupport", dependencies: ["Cluster"], path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(
            name: "TestSupportTests", dependencies: ["TestSupport"], path: "Tests/TestSupportTests",
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "advisor", "Cluster", "Collect", "Model", "Postgres", "Rules", "SQLSyntax", "SampleWorkloads",
                "TestSupport",
            ], path: "Tests/EndToEndTests", exclude: ["Corpus"], swiftSettings: strict),
        // What tests and `make fuzz` feed with mutated inputs.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "advisor", "Advise", "Collect", "History", "Migrate", "Model", "Plans", "Postgres", "Reporting",
                "Rules",
                "SQLSyntax", sqlite,
            ], path: "Tests/FuzzTargets", swiftSettings: strict),
        .testTarget(
            name: "FuzzTests", dependencies: ["FuzzTargets"], path: "Tests/FuzzTests", exclude: ["Corpus"],
            swiftSettings: strict),
        tests("Advise", ["Cluster", "Collect", "JSONTape", "Model", "Postgres", "SQLSyntax"]),
        tests(
            "Twin", ["Cluster", "Collect", "JSONTape", "Model", "Postgres", "SampleWorkloads"], exclude: ["Fixtures"]),
        tests(
            "Migrate", ["Cluster", "Collect", "Model", "Postgres", "SQLSyntax"],
            exclude: ["Corpus", "Locks/forms.sql", "Locks/schema.sql", "Snapshots"]),
        tests("SampleWorkloads", ["Postgres"]),
        tests("Cluster"),
        tests("Postgres", ["Cluster"]),
        tests("Collect", ["Cluster", "JSONTape", "Postgres", "SQLSyntax"], exclude: ["Fixtures"]),
        tests("Model"),
        tests("History", [grdb]),
        tests("JSONTape"),
        tests("SQLSyntax", ["CLibpgQuery", "Cluster", "Postgres"]),
        tests("Plans", ["Model"], exclude: ["Fixtures", "Wrapped"]),
        tests("Reporting", ["JSONTape", "Model"], exclude: ["Lint/Snapshots"]),
        tests("Rules"),
    ]
)

if isFuzzing {
    package.targets.append(
        .executableTarget(
            name: "FuzzRunner", dependencies: ["FuzzTargets"], path: "Tests/FuzzRunner", swiftSettings: strict))
}
