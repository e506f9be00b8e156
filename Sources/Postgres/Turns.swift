import Synchronization

/// Who may use a connection: one at a time, first come first served.
final class Turns: Sendable {
    private struct State {
        var isTaken = false
        var nextID: UInt64 = 0
        var waiting: [(id: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
        /// Cancelled before they began to wait.
        var cancelled: Set<UInt64> = []
    }

    private let state = Mutex(State())

    /// Takes the turn if it is free.
    func takeNow() -> Bool {
        state.withLock { state in
            defer { state.isTaken = true }
            return !state.isTaken
        }
    }

    /// Waits for the turn; false if the task was cancelled instead.
    func take() async -> Bool {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { self.wait(id, $0) }
        } onCancel: {
            self.leave(id)
        }
    }

    /// Hands the turn to the next in line.
    func pass() {
        state.withLock { state in
            if state.waiting.isEmpty {
                state.isTaken = false
            } else {
                state.waiting.removeFirst().continuation.resume(returning: true)
            }
        }
    }

    private func wait(_ id: UInt64, _ continuation: CheckedContinuation<Bool, Never>) {
        state.withLock { state in
            if state.cancelled.remove(id) != nil {
                continuation.resume(returning: false)
            } else if state.isTaken {
                state.waiting.append((id, continuation))
            } else {
                state.isTaken = true
                continuation.resume(returning: true)
            }
        }
    }

    private func leave(_ id: UInt64) {
        state.withLock { state in
            if let place = state.waiting.firstIndex(where: { $0.id == id }) {
                state.waiting.remove(at: place).continuation.resume(returning: false)
            } else {
                state.cancelled.insert(id)
            }
        }
    }
}
