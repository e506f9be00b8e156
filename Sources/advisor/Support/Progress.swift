import Foundation
import Synchronization

/// Tells what is going on, on standard error, once a piece of work has taken two seconds: short runs stay silent.
///
/// On a terminal one line is rewritten; elsewhere (cron, CI) each new step is a line of its own.
final class Progress: Sendable {
    private struct State {
        var began = ContinuousClock.now
        var shown = ""
        var lineIsOpen = false
    }

    private static let patience = Duration.seconds(2)
    private let state = Mutex(State())
    private let isTerminal: Bool
    private let isQuiet: Bool

    init(quiet: Bool = false) {
        isTerminal = Console.errorIsTerminal
        isQuiet = quiet
    }

    /// Says what is being done now.
    func step(_ text: String) {
        guard !isQuiet else { return }
        state.withLock { state in
            guard ContinuousClock.now - state.began > Self.patience, text != state.shown else { return }
            state.shown = text
            if isTerminal {
                Console.rewriteLine(text)
                state.lineIsOpen = true
            } else {
                Console.note(text)
            }
        }
    }

    /// Says, on a line of its own, what must be said however fast all goes.
    func note(_ text: String) {
        done()
        if !isQuiet { Console.note(text) }
    }

    /// Clears the rewritten line, so that what follows starts on a clean one.
    func done() {
        state.withLock { state in
            if state.lineIsOpen { Console.rewriteLine() }
            state.lineIsOpen = false
        }
    }
}
