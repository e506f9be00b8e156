import Foundation
import Testing

@testable import Cluster

@Suite struct CommandTests {
    @Test func passesInputWordsAndResult() throws {
        let answer = try Command.run(
            ["/bin/sh", "-c", #"cat; printf %s "$1"; echo ouch >&2; exit 3"#, "sh", "a 'b' $c"], as: .current,
            input: "in\n")
        #expect(answer.status == 3)
        #expect(answer.output == "in\na 'b' $c")
        #expect(answer.complaint == "ouch\n")
    }

    @Test func passesMoreThanAPipeHolds() throws {
        let input = String(repeating: "0123456789", count: 100_000)
        #expect(try Command.run(["cat"], as: .current, input: input).output == input)
    }

    @Test func saysWhichSignalEndedIt() throws {
        #expect(try Command.run(["/bin/sh", "-c", "kill -9 $$"], as: .current).status == 128 + 9)
    }

    @Test func aMissingProgramIsAnError() throws {
        let error = try #require(throws: ClusterError.self) { try Command.run(["/no/such/program"], as: .current) }
        #expect(error.message == "cannot run /no/such/program: No such file or directory")
    }

    /// As a child that another thread forks meanwhile holds it, which cannot be made to happen at will.
    @Test func aProgramThatIsStillBeingWrittenIsWaitedFor() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("advisor-\(UUID().uuidString)").path
        defer { unlink(path) }
        try Data("#!/bin/sh\necho done\n".utf8).write(to: URL(fileURLWithPath: path))
        chmod(path, 0o755)
        let writer = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        Thread.detachNewThread {
            usleep(100_000)
            try? writer.close()
        }
        #expect(try Command.run([path], as: .current).output == "done\n")
    }

    @Test func childrenGetNothingOfOursButWhatIsTheirs() throws {
        setenv("PGHOST", "elsewhere", 1)
        defer { unsetenv("PGHOST") }
        let script = "pwd; ls /proc/self/fd | wc -l; env | grep -c ^PG; ps -o pgid= -p $$ | tr -d ' '; echo $$"
        let lines = try Command.run(["/bin/sh", "-c", script], as: .current).output.split(separator: "\n")
        // Three descriptors, and the one with which ls reads the folder.
        #expect(lines.prefix(3) == ["/", "4", "0"])
        #expect(lines.count == 5 && lines[3] == lines[4])
    }

    /// DATABASE_URL has a password, and what CI servers set has tokens; a server of ours runs as another user.
    @Test func childrenInheritWhatTheyNeedAndNoMore() throws {
        let lines = try Command.run(["/usr/bin/env"], as: .current, environment: ["GIVEN": "x"]).output.split(
            separator: "\n")
        let names = Set(lines.compactMap { $0.split(separator: "=").first.map(String.init) })
        let inherited: Set = ["PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "LD_LIBRARY_PATH"]
        #expect(names.isSubset(of: inherited.union(["GIVEN", "LC_ALL", "TZ"])), "\(names)")
        #expect(names.isSuperset(of: ["GIVEN", "PATH", "LC_ALL"]))
    }
}
