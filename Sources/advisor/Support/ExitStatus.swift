import ArgumentParser
import Foundation

/// How the process ends; decided here and nowhere else.
enum ExitStatus: Int32 {
    case fine = 0
    /// The gate, the lint or `--fail-on` found something.
    case found = 1
    /// The work could not be done.
    case failed = 2
    /// Ctrl-C; 128 + SIGINT, as shells expect.
    case interrupted = 130
    /// 128 + SIGTERM.
    case terminated = 143

    /// The status for an error that ended a command, after telling the user what it was.
    static func report(_ error: any Error) -> ExitStatus {
        switch error {
        case is OutputClosed: return .fine
        case is FoundSomething: return .found
        case is CancellationError where Interruption.signal != nil: return Interruption.status
        default: break
        }
        if Interruption.signal != nil { return Interruption.status }
        let code = Advisor.exitCode(for: error)
        let text = Advisor.fullMessage(for: error)
        if code == .success {
            do { try Console.write(text) } catch {}
            return .fine
        }
        let arguments = CommandLine.arguments
        Console.note(
            isUsage(error)
                ? UsageText.withoutSecrets(text, arguments)
                : UsageText.withoutCredentials("advisor: \(error)", arguments))
        return .failed
    }

    private static func isUsage(_ error: any Error) -> Bool {
        Advisor.exitCode(for: error) == .validationFailure || error is ExitCode
    }
}

/// Thrown by a command that did its work and whose answer is no: `--fail-on`, a failing rule case.
struct FoundSomething: Error {}
