import Foundation
import Testing

@testable import Cluster

@Suite struct InstallationTests {
    @Test func takesTheNewestUnlessAskedForAnother() throws {
        try withFakes(["9.6.24", "18beta1", "15.20"]) { environment in
            let all = Installation.all(environment: environment)
            #expect(all.map(\.version) == ["18beta1", "15.20", "9.6.24"])
            #expect(all.map(\.major) == [18, 15, 9])
            let newest = try Installation.find(environment: environment)
            let older = try Installation.find(major: 15, environment: environment)
            #expect(newest.major == 18 && older.version == "15.20")
        }
    }

    @Test func saysWhatToInstallWhenThereIsNone() throws {
        let error = try #require(throws: ClusterError.self) {
            try Installation.find(environment: ["ADVISOR_POSTGRES_BIN": "/nowhere"])
        }
        #expect(error.code == .noBinaries)
        #expect(error.description.contains("no PostgreSQL server binaries found in /nowhere"))
        #expect(error.remedy.contains("apt-get install postgresql"))
    }

    @Test func saysWhichVersionsThereAreWhenAnotherIsAskedFor() throws {
        try withFakes(["15.20"]) { environment in
            let error = try #require(throws: ClusterError.self) {
                try Installation.find(major: 17, environment: environment)
            }
            #expect(error.code == .noBinaries)
            #expect(error.message.contains("PostgreSQL 17") && error.message.contains("15.20"))
            #expect(error.remedy.contains("apt-get install postgresql-17"))
        }
    }

    @Test func aFolderWithoutTheServerOrWithABrokenOneIsNoInstallation() throws {
        try withFakes(["15.20"]) { environment in
            let bin = try #require(environment["ADVISOR_POSTGRES_BIN"])
            try Data("#!/bin/sh\nexit 1\n".utf8).write(to: URL(fileURLWithPath: "\(bin)/postgres"))
            #expect(Installation.all(environment: environment).isEmpty)
            try FileManager.default.removeItem(atPath: "\(bin)/postgres")
            #expect(Installation.all(environment: environment).isEmpty)
        }
    }

    /// Folders with programs that know no more than their version.
    private func withFakes(_ versions: [String], _ body: ([String: String]) throws -> Void) throws {
        let files = FileManager.default
        let root = files.temporaryDirectory.appendingPathComponent("installations-\(UUID())")
        defer { try? files.removeItem(at: root) }
        let folders = try versions.map { version in
            let bin = root.appendingPathComponent(version)
            try files.createDirectory(at: bin, withIntermediateDirectories: true)
            for program in ["postgres", "initdb"] {
                let path = bin.appendingPathComponent(program).path
                try Data("#!/bin/sh\necho 'postgres (PostgreSQL) \(version) (Somewhere)'\n".utf8)
                    .write(to: URL(fileURLWithPath: path))
                chmod(path, 0o755)
                try waitUntilItRuns(path)
            }
            return bin.path
        }
        try body(["ADVISOR_POSTGRES_BIN": folders.joined(separator: ":")])
    }

    /// A process that another test begins while a file is written holds it open until it is itself; nobody can run the file until
    /// then ("text file busy").
    private func waitUntilItRuns(_ path: String) throws {
        let isRunning = (0..<1_000).contains { _ in
            if (try? Command.run([path], as: .current)) != nil { return true }
            usleep(10_000)
            return false
        }
        try #require(isRunning, "\(path) does not run")
    }
}
