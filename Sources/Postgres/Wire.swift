import CLibpq

/// A PGconn in non-blocking mode: libpq's calls with their return codes turned into errors. It waits for nothing.
///
/// Not Sendable: it lives inside the connection's actor. `deinit` closes the socket.
final class Wire {
    private let connection: OpaquePointer
    private let notices: Unmanaged<NoticeBox>
    /// What texts are sent and received in; nil: UTF-8.
    var encoding: ServerEncoding?

    /// Takes ownership of a connection that PQconnectStartParams made.
    init(_ connection: OpaquePointer) {
        self.connection = connection
        notices = .passRetained(NoticeBox())
        PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)  // see ConnectFailure
        PQsetNoticeReceiver(
            connection,
            { box, result in
                guard let box, let result else { return }
                Unmanaged<NoticeBox>.fromOpaque(box).takeUnretainedValue().receive(result)
            }, notices.toOpaque())
    }

    deinit {
        PQfinish(connection)
        notices.release()
    }

    // MARK: Connecting

    func pollConnecting() -> PostgresPollingStatusType { PQconnectPoll(connection) }
    var hasFailed: Bool { PQstatus(connection) == CONNECTION_BAD }
    var needsPassword: Bool { PQconnectionNeedsPassword(connection) == 1 }
    /// What it sent or would send, also from ~/.pgpass.
    var password: String? { PQpass(connection).map { String(cString: $0) } }
    var errorText: String { String(cString: PQerrorMessage(connection)) }
    func becomeNonBlocking() { PQsetnonblocking(connection, 1) }

    // MARK: State

    var descriptor: Int32 { PQsocket(connection) }
    var isUsable: Bool { PQstatus(connection) == CONNECTION_OK }
    var transactionStatus: PGTransactionStatusType { PQtransactionStatus(connection) }
    var serverVersion: Int { Int(PQserverVersion(connection)) }
    var backendPID: Int32 { PQbackendPID(connection) }
    var usesTLS: Bool { PQsslInUse(connection) == 1 }
    func parameterStatus(_ name: String) -> String? { PQparameterStatus(connection, name).map { String(cString: $0) } }
    var cancelHandle: OpaquePointer? { PQgetCancel(connection) }

    /// Whether the server has said that it ends the session.
    var hasFarewell: Bool { notices.takeUnretainedValue().farewell != nil }

    var lostError: PostgresError {
        if let farewell = notices.takeUnretainedValue().farewell { return farewell }
        return ServerMessage.connectionLost(ServerMessage.withoutSecrets(errorText))
    }

    // MARK: Sending

    func enterPipeline() throws(PostgresError) { try check(PQenterPipelineMode(connection)) }
    func exitPipeline() throws(PostgresError) { try check(PQexitPipelineMode(connection)) }
    func sync() throws(PostgresError) { try check(PQpipelineSync(connection)) }
    func sendSimple(_ sql: String) throws(PostgresError) { try check(PQsendQuery(connection, sql)) }
    func sendPrepare(_ name: String, _ sql: String) throws(PostgresError) {
        try check(PQsendPrepare(connection, name, sql, 0, nil))
    }
    func sendQuery(_ sql: String, _ parameters: ParameterArrays) throws(PostgresError) {
        guard let encoding else { return try check(send(sql, parameters)) }
        parameters.encode(by: encoding)
        let bytes = encoding.bytes(sql.utf8) ?? Array(sql.utf8)
        try check(send(bytes.map { CChar(bitPattern: $0) } + [0], parameters))
    }
    private func send(_ sql: UnsafePointer<CChar>, _ parameters: ParameterArrays) -> Int32 {
        PQsendQueryParams(
            connection, sql, Int32(parameters.values.count), parameters.types, parameters.values, parameters.lengths,
            parameters.formats, 0)
    }
    func sendPrepared(_ name: String, _ parameters: ParameterArrays) throws(PostgresError) {
        try check(
            PQsendQueryPrepared(
                connection, name, Int32(parameters.values.count), parameters.values, parameters.lengths,
                parameters.formats, 0))
    }

    private func check(_ status: Int32) throws(PostgresError) {
        if status != 1 { throw lostError }
    }

    /// Sends what the socket takes; true if bytes are left.
    func flush() throws(PostgresError) -> Bool {
        let status = PQflush(connection)
        if status < 0 { throw lostError }
        return status == 1
    }

    // MARK: Receiving

    /// False if the connection broke; what had arrived before can still be taken.
    func consumeInput() -> Bool { PQconsumeInput(connection) == 1 }
    /// Whether `takeResult` would block.
    var isBusy: Bool { PQisBusy(connection) == 1 }
    func takeResult() -> OpaquePointer? { PQgetResult(connection) }
    func wantSingleRows() -> Bool { PQsetSingleRowMode(connection) == 1 }

    // MARK: COPY

    enum Copied { case chunk(UnsafeMutablePointer<CChar>, count: Int), mustWait, end }

    /// One row of COPY data; the caller frees the chunk with PQfreemem.
    func takeCopyData() throws(PostgresError) -> Copied {
        var buffer: UnsafeMutablePointer<CChar>?
        let count = PQgetCopyData(connection, &buffer, 1)
        if count > 0, let buffer { return .chunk(buffer, count: Int(count)) }
        if count == 0 { return .mustWait }
        if count == -1 { return .end }
        throw lostError
    }

    /// False if libpq's buffer is full: flush and try again.
    func putCopyData(_ bytes: UnsafeBufferPointer<CChar>) throws(PostgresError) -> Bool {
        let status = PQputCopyData(connection, bytes.baseAddress, Int32(bytes.count))
        if status < 0 { throw lostError }
        return status == 1
    }

    /// Ends COPY IN; a reason makes the server roll it back.
    func putCopyEnd(failure: String?) throws(PostgresError) -> Bool {
        let status = PQputCopyEnd(connection, failure)
        if status < 0 { throw lostError }
        return status == 1
    }
}

/// Receives what the server says unasked. Only a farewell matters here: an idle session that the server ends hears the
/// reason as a notice.
final class NoticeBox {
    private(set) var farewell: PostgresError?

    func receive(_ notice: OpaquePointer) {
        guard let code = PQresultErrorField(notice, Int32(UInt8(ascii: "C"))).map({ String(cString: $0) }),
            let advice = ServerMessage.advice(on: SQLState(rawValue: code)),
            let message = PQresultErrorField(notice, Int32(UInt8(ascii: "M"))).map({ String(cString: $0) })
        else { return }
        farewell = PostgresError(
            advice.kind, message, remedy: advice.remedy, sqlState: SQLState(rawValue: code))
    }
}
