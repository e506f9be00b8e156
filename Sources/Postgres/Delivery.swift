import Synchronization

/// A value that a blocking thread hands to one waiting task, unless that task has given up by then.
final class Delivery<Value: Sendable>: Sendable {
    private enum State {
        case pending
        case awaited(CheckedContinuation<Value?, Never>)
        case delivered(Value)
        case over
    }

    private let state = Mutex(State.pending)

    /// False if nobody will take the value: the caller still owns it.
    func deliver(_ value: Value) -> Bool {
        state.withLock { state in
            switch state {
            case .pending: state = .delivered(value)
            case .awaited(let continuation):
                state = .over
                continuation.resume(returning: value)
            case .delivered, .over: return false
            }
            return true
        }
    }

    /// The value, or nil once `deadline` has passed or the task is cancelled. Call once.
    func value(until deadline: ContinuousClock.Instant) async -> Value? {
        let timer = Task {
            try await Task.sleep(until: deadline, clock: .continuous)
            self.giveUp()
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { self.take($0) }
        } onCancel: {
            self.giveUp()
        }
    }

    private func take(_ continuation: CheckedContinuation<Value?, Never>) {
        state.withLock { state in
            switch state {
            case .pending: state = .awaited(continuation)
            case .delivered(let value):
                state = .over
                continuation.resume(returning: value)
            case .awaited, .over: continuation.resume(returning: nil)
            }
        }
    }

    private func giveUp() {
        state.withLock { state in
            switch state {
            case .pending: state = .over
            case .awaited(let continuation):
                state = .over
                continuation.resume(returning: nil)
            case .delivered, .over: break
            }
        }
    }
}
