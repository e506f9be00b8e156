import Testing

@testable import Postgres

@Suite struct PoolTests {
    private func withPool(
        maximum: Int = 2, minimum: Int = 0, wait: Duration = .seconds(60), _ test: (Pool) async throws -> Void
    ) async throws {
        try await withOptions { options in
            var limits = PoolLimits()
            limits.maximum = maximum
            limits.minimum = minimum
            limits.wait = wait
            let pool = Pool(options, limits: limits)
            try await test(pool)
            await pool.close()
        }
    }

    /// Holds a connection of the pool until `release` is finished.
    private func hold(_ pool: Pool) async -> (task: Task<Void, any Error>, release: AsyncStream<Void>.Continuation) {
        let (hold, release) = AsyncStream<Void>.makeStream()
        let (taken, isTaken) = AsyncStream<Void>.makeStream()
        let task = Task {
            try await pool.withConnection { _ in
                isTaken.finish()
                for await _ in hold {}
            }
        }
        for await _ in taken {}
        return (task, release)
    }

    private func waitForWaiters(_ count: Int, _ pool: Pool) async throws {
        while await pool.waiting < count { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test func sharesFewConnectionsAmongMany() async throws {
        try await withPool(maximum: 3) { pool in
            let pids = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        try await pool.withConnection { try await $0.query("SELECT pg_backend_pid()")[0].decode(0) }
                    }
                }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(pids.count <= 3)
            #expect(await pool.count <= 3)
        }
    }

    @Test func firstComeFirstServed() async throws {
        try await withPool(maximum: 1) { pool in
            let holder = await hold(pool)
            let (served, serve) = AsyncStream<Int>.makeStream()
            var waiters: [Task<Void, any Error>] = []
            for number in 0..<20 {
                waiters.append(Task { try await pool.withConnection { _ in _ = serve.yield(number) } })
                try await waitForWaiters(number + 1, pool)
            }
            holder.release.finish()
            for waiter in waiters { try await waiter.value }
            try await holder.task.value
            serve.finish()
            #expect(await served.reduce(into: []) { $0.append($1) } == Array(0..<20))
        }
    }

    @Test func waitersGiveUpInTime() async throws {
        try await withPool(maximum: 1, wait: .milliseconds(20)) { pool in
            let holder = await hold(pool)
            let error = await postgresError { try await pool.withConnection { _ in } }
            #expect(error?.kind == .timedOut)
            #expect(await pool.waiting == 0)
            holder.release.finish()
            try await holder.task.value
            try await pool.withConnection { _ in }
        }
    }

    @Test func aCancelledWaiterLeavesTheQueue() async throws {
        try await withPool(maximum: 1) { pool in
            let holder = await hold(pool)
            let waiter = Task { try await pool.withConnection { _ in } }
            try await waitForWaiters(1, pool)
            waiter.cancel()
            await expectError(.cancelled) { try await waiter.value }
            holder.release.finish()
            try await holder.task.value
            try await pool.withConnection { _ in }
        }
    }

    @Test func doesNotLendOutOpenTransactions() async throws {
        try await withPool(maximum: 1) { pool in
            let first = try await pool.withConnection { connection in
                try await connection.execute("BEGIN")
                return await connection.backendPID
            }
            let second = try await pool.withConnection { connection in
                #expect(await connection.isIdle)
                return await connection.backendPID
            }
            #expect(first != second)
            #expect(await pool.count == 1)
        }
    }

    @Test func replacesConnectionsThatTheServerEnded() async throws {
        try await withPool(maximum: 1) { pool in
            try await pool.withConnection { _ in }
            let killer = try await Connection.connect(pool.options)
            _ = try await killer.query(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            try await pool.withConnection { try await expectUsable($0) }
            await killer.close()
        }
    }

    @Test func aFailedConnectFreesItsPlace() async throws {
        let pool = Pool(try ConnectionOptions("host=/no/such/folder"), limits: PoolLimits())
        for _ in 0..<20 {
            await expectError(.connectionRefused) { try await pool.withConnection { _ in } }
        }
        #expect(await pool.count == 0)
        await pool.close()
        await expectError(.connectionLost) { try await pool.withConnection { _ in } }
    }

    @Test func fillsUpToTheMinimum() async throws {
        try await withPool(maximum: 5, minimum: 3) { pool in
            try await pool.fill()
            #expect(await pool.count == 3)
        }
    }

    @Test func closingRefusesWaiters() async throws {
        try await withPool(maximum: 1) { pool in
            let holder = await hold(pool)
            let waiter = Task { try await pool.withConnection { _ in } }
            try await waitForWaiters(1, pool)
            await pool.close()
            await expectError(.connectionLost) { try await waiter.value }
            holder.release.finish()
            try await holder.task.value
            #expect(await pool.count == 0)
        }
    }
}
