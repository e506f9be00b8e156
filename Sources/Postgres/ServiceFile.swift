import Foundation
import Model

/// What libpq does not tell about pg_service.conf: whether a service exists and what it sets.
enum ServiceFile {
    static func holds(service: String, _ environment: [String: String]) -> Bool {
        sections(environment).contains { $0[service] != nil }
    }

    static func sets(_ keyword: String, inService service: String, _ environment: [String: String]) -> Bool {
        // The user's file comes first; libpq looks into the system's only for services that the first does not know.
        sections(environment).lazy.compactMap { $0[service] }.first?.contains(keyword) ?? false
    }

    private static func sections(_ environment: [String: String]) -> [[String: Set<String>]] {
        paths(environment).compactMap { try? InputFile.read($0, maximumLength: 16 << 20) }
            .map { keywordsByService(String(decoding: $0, as: UTF8.self)) }
    }

    /// The user's and the system's.
    static func paths(_ environment: [String: String]) -> [String] {
        let users = environment["PGSERVICEFILE"] ?? "\(environment["HOME"] ?? "")/.pg_service.conf"
        return [users, "\(environment["PGSYSCONFDIR"] ?? "/etc/postgresql-common")/pg_service.conf"]
    }

    /// The keywords that each `[service]` section sets.
    static func keywordsByService(_ text: String) -> [String: Set<String>] {
        var services: [String: Set<String>] = [:]
        var current: String?
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.hasPrefix("["), line.hasSuffix("]") {
                let name = String(line.dropFirst().dropLast())
                current = name
                services[name] = services[name] ?? []
            } else if let current, !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") {
                services[current]?.insert(line[..<equals].trimmingCharacters(in: .whitespaces))
            }
        }
        return services
    }
}
