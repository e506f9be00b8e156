/// The lines below a node in the text format, under the names of the JSON format.
enum TextDetail {
    /// Adds what a line says.
    /// - Returns: the name it was stored under, to which a literal's next line belongs; nil where the line is no detail.
    static func add(_ line: Substring, to details: inout [String: String]) -> String? {
        guard let (head, value) = line.cut(at: ": "), isName(head) else { return nil }
        let name = String(head)
        for (name, value) in figures(name, value) ?? [(name, String(value))] {
            PlanDetail.add(name, value, to: &details)
        }
        return name
    }

    /// Adds what the first line of a worker says: its times, or a detail.
    static func addWorker(_ line: Substring, to details: inout [String: String]) -> String? {
        guard let actual = line.removingPrefix("actual ") else { return add(line, to: &details) }
        for (name, value) in pairs(actual) {
            switch name {
            case "time":
                guard let (startup, total) = value.cut(at: "..") else { continue }
                details["Actual Startup Time"] = String(startup)
                details["Actual Total Time"] = String(total)
            case "rows": details["Actual Rows"] = String(value)
            case "loops": details["Actual Loops"] = String(value)
            default: break
            }
        }
        return nil
    }

    /// Names are words: a literal's second line rarely looks like one.
    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.first, first.isLetter else { return false }
        return text.count <= 40 && text.allSatisfy { $0.isLetter || $0 == " " || $0 == "-" || $0 == "/" }
    }

    /// The lines that hold several figures; nil for all others.
    private static func figures(_ name: String, _ value: Substring) -> [(String, String)]? {
        switch name {
        case "Buffers": grouped(value) { "\($0.capitalizedFirst) \($1.capitalizedFirst) Blocks" }
        case "I/O Timings": grouped(value) { ioTime($0, $1) }
        case "WAL": pairs(value).map { (walNames[String($0.0)] ?? "WAL " + $0.0.capitalizedFirst, String($0.1)) }
        case "Tuples": pairs(value).map { ("Tuples " + $0.0.capitalizedFirst, String($0.1)) }
        case "Heap Blocks": pairs(value).map { ($0.0.capitalizedFirst + " Heap Blocks", String($0.1)) }
        case "Sort Method": sortMethod(value)
        case "Sampling": sampling(value)
        case "Buckets", "Batches", "Planned Partitions", "Hits", "Storage": columns(name, value)
        default: nil
        }
    }

    private static let walNames = [
        "records": "WAL Records", "fpi": "WAL FPI", "bytes": "WAL Bytes", "full": "WAL Buffers Full",
    ]

    private static func ioTime(_ kind: Substring, _ name: Substring) -> String {
        // Before 17 the times of shared and local buffers are one figure, and so have no kind.
        let prefix = kind.isEmpty || kind == "shared/local" ? "" : kind.capitalizedFirst + " "
        return "\(prefix)I/O \(name.capitalizedFirst) Time"
    }

    /// `shared hit=1 read=2, temp read=3`.
    private static func grouped(
        _ value: Substring, _ name: (_ kind: Substring, _ figure: Substring) -> String
    ) -> [(String, String)] {
        value.split(separator: ",").flatMap { group -> [(String, String)] in
            var kind: Substring = ""
            return group.split(separator: " ").compactMap { word in
                guard let (figure, value) = word.cut(at: "=") else {
                    kind = word
                    return nil
                }
                return (name(kind, figure), String(value))
            }
        }
    }

    /// `exact=33 lossy=2`.
    private static func pairs(_ value: Substring) -> [(Substring, Substring)] {
        value.split(separator: " ").compactMap { word in word.cut(at: "=").map { ($0.head, $0.tail) } }
    }

    /// `external merge  Disk: 2048kB`.
    private static func sortMethod(_ value: Substring) -> [(String, String)] {
        guard let (method, space) = value.cut(at: "  "), let (type, used) = space.cut(at: ": ") else {
            return [("Sort Method", String(value))]
        }
        return [("Sort Method", String(method)), ("Sort Space Type", String(type)), ("Sort Space Used", digits(used))]
    }

    /// `bernoulli ('10'::real) REPEATABLE ('1'::double precision)`.
    private static func sampling(_ value: Substring) -> [(String, String)] {
        guard let (method, arguments) = value.cut(at: " (") else { return [("Sampling Method", String(value))] }
        let (parameters, seed) = arguments.cut(at: ") REPEATABLE (") ?? (arguments.dropLast(), "")
        var figures = [("Sampling Method", String(method)), ("Sampling Parameters", String(parameters))]
        if !seed.isEmpty { figures.append(("Repeatable Seed", String(seed.dropLast()))) }
        return figures
    }

    /// `1024 (originally 512)  Batches: 4 (originally 1)  Memory Usage: 144kB`: the first figure belongs to `name`.
    private static func columns(_ name: String, _ value: Substring) -> [(String, String)] {
        let isHash = name == "Buckets"
        var figures: [(String, String)] = []
        var rest = Substring(name + ": ") + value
        while !rest.isEmpty {
            let (column, tail) = rest.cut(at: "  ") ?? (rest, "")
            rest = tail.trimmed
            guard let (name, value) = column.cut(at: ": ") else { continue }
            let label = columnNames[String(name)] ?? String(name)
            let full = isHash && name == "Batches" ? "Hash Batches" : label
            figures.append((full, name == "Storage" ? String(value) : digits(value)))
            if let original = value.cut(at: "(originally ")?.tail {
                figures.append(("Original " + full, digits(original)))
            }
        }
        return figures
    }

    private static let columnNames = [
        "Buckets": "Hash Buckets", "Batches": "HashAgg Batches", "Memory Usage": "Peak Memory Usage",
        "Hits": "Cache Hits", "Misses": "Cache Misses", "Evictions": "Cache Evictions", "Overflows": "Cache Overflows",
    ]

    private static func digits(_ text: Substring) -> String { String(text.prefix { $0.isNumber || $0 == "." }) }
}

extension Substring {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
