import CLibpq

extension Connection {
    /// Brings the session up. PQconnectStartParams reads files and looks up the host, so it runs beside the reactor.
    func open() async throws {
        let deadline = Reactor.Instant.now + options.connectTimeout
        let options = options
        let started = Delivery<Unshared<Wire?>>()
        BlockingThread.start {
            let connection = withKeywords(options.keywords) { PQconnectStartParams($0, $1, 1) }
            // If nobody takes the wire, its deinit closes the socket.
            _ = started.deliver(Unshared(value: connection.map(Wire.init)))
        }
        guard let wire = await started.value(until: deadline)?.value else {
            throw Task.isCancelled ? PostgresError.cancelled : ConnectFailure.timedOut(options)
        }
        self.wire = wire
        do {
            try await withTaskCancellationHandler {
                try await handshake(until: deadline)
            } onCancel: {
                Task { await self.wakeWaiter() }
            }
            // A server without an encoding would refuse to send what is not UTF-8; cells repair it instead.
            if wire.parameterStatus("server_encoding") == "SQL_ASCII" {
                try await execute("SET client_encoding = SQL_ASCII", timeout: deadline - .now)
            }
        } catch {
            self.wire = nil
            throw error
        }
    }

    private func handshake(until deadline: Reactor.Instant) async throws {
        let wire = try openWire()
        // A new connection first waits to write, says libpq's manual.
        var interest: Reactor.Interest? = wire.hasFailed ? nil : .write
        while true {
            if let interest {
                let wakeup = await wait(wire.descriptor, for: interest, until: deadline)
                if Task.isCancelled { throw PostgresError.cancelled }
                if wakeup == .deadlinePassed { throw ConnectFailure.timedOut(options) }
            }
            switch wire.pollConnecting() {
            case PGRES_POLLING_OK: return wire.becomeNonBlocking()
            case PGRES_POLLING_READING: interest = .read
            case PGRES_POLLING_WRITING: interest = .write
            default:
                throw ConnectFailure.error(
                    wire.errorText, needsPassword: wire.needsPassword, options: options, passwordInUse: wire.password)
            }
        }
    }
}
