import CLibpq
import Foundation
import Model

/// Turns what libpq and the server say into a `PostgresError`.
enum ServerMessage {
    /// The error that a result reports.
    static func error(of result: QueryResult) -> PostgresError {
        guard let code = result.field(Int32(UInt8(ascii: "C"))) else {
            // Without a code the text is libpq's own: the connection broke.
            return connectionLost(withoutSecrets(String(cString: PQresultErrorMessage(result.pointer))))
        }
        let state = SQLState(rawValue: code)
        let message = publishable(result.field(Int32(UInt8(ascii: "M"))) ?? "unknown error", state)
        let advice = advice(on: state, message)
        return PostgresError(
            advice?.kind ?? .statementFailed, message, remedy: advice?.remedy ?? "", sqlState: state,
            position: result.field(Int32(UInt8(ascii: "P"))).flatMap { Int($0) },
            constraint: result.field(Int32(UInt8(ascii: "n"))))
    }

    static func connectionLost(_ reason: String) -> PostgresError {
        PostgresError(
            .connectionLost, reason.isEmpty ? "the connection to the server is lost" : reason,
            remedy: "Check that the server is running and the network stable, then try again.")
    }

    /// Kind and remedy for the codes that we react to.
    static func advice(on state: SQLState, _ message: String = "") -> (kind: PostgresError.Kind, remedy: String)? {
        switch state {
        case .invalidPassword, .invalidAuthorization:
            (.accessRefused, "Check user and password (PGPASSWORD, ~/.pgpass) and the server's pg_hba.conf.")
        case .unknownDatabase, .databaseDropped:
            (.unknownDatabase, "Check the name of the database; psql -l lists those of a server.")
        case .cannotConnectNow:
            (.startingUp, "The server is starting up, shutting down or in recovery: try again in a moment.")
        case .adminShutdown, .crashShutdown:
            (.shuttingDown, "The server is shutting down or an administrator ended the connection: try again later.")
        case .idleSessionTimeout, .idleInTransactionTimeout:
            (.connectionLost, "The session was idle longer than the server's time limit allows.")
        case .tooManyConnections:
            (.tooManyConnections, "Close idle sessions or raise max_connections, or the limit of role or database.")
        case .queryCanceled:
            (.cancelled, "")
        case .insufficientPrivilege:
            (.statementFailed, "Grant the role the missing right; pg_monitor covers what Advisor reads.")
        case .lockNotAvailable:
            (.statementFailed, "Another session holds the lock: try again later or allow a longer lock_timeout.")
        case .readOnlyTransaction:
            (.statementFailed, "The transaction is read-only, or the server is a standby.")
        default: nil
        }
    }

    // MARK: What may be shown

    /// The primary message without the values that it may quote: errors about data (class 22) and constraints (23), and
    /// syntax errors, quote what the user wrote; all others quote names.
    static func publishable(_ message: String, _ state: SQLState) -> String {
        let quotesValues = ["22", "23", "P0", "XX"].contains(state.classCode) || state == .syntaxError
        let firstLine = message.split(whereSeparator: \.isNewline).first.map { String($0) } ?? ""
        return quotesValues ? withoutQuotedParts(firstLine) : firstLine
    }

    /// Replaces each quoted part by an ellipsis, whichever quotation marks the server's language uses.
    ///
    /// - Parameter isKnown: which parts may stay, as they are printed anyway.
    static func withoutQuotedParts(_ message: String, keeping isKnown: (String) -> Bool = { _ in false }) -> String {
        var result = ""
        var closing: Unicode.Scalar?
        var part = ""
        for character in message.trimmingCharacters(in: .whitespacesAndNewlines).unicodeScalars {
            if let end = closing {
                if character == end {
                    result += (isKnown(part) ? part : "…") + String(end)
                    closing = nil
                    part = ""
                } else {
                    part.unicodeScalars.append(character)
                }
            } else {
                result.unicodeScalars.append(character)
                closing = closingMarks[character]
            }
        }
        return closing == nil ? result : result + "…"
    }

    private static let closingMarks: [Unicode.Scalar: Unicode.Scalar] = [
        "\"": "\"", "'": "'", "`": "'", "«": "»", "„": "“", "“": "”", "»": "«", "「": "」",
    ]

    /// `text` in one line, without libpq's own advice (indented lines) and without any of `secrets`.
    static func withoutSecrets(_ text: String, _ secrets: [String] = []) -> String {
        let line = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("\t") }.joined(separator: " ")
        return secrets.filter { $0.unicodeScalars.count > 1 }.reduce(line) { $0.replacingScalars(of: $1, with: "…") }
    }
}
