import JSONTape
import Model
import SQLSyntax

/// What stands for a function of the target: its signature and all that the planner knows of it, and none of its code.
///
/// It is written anew from the parse tree. `SET search_path` keeps the planner from inlining it, and a result that is not null from
/// concluding that a condition holds for no row.
struct FunctionStub {
    let body: JSONValue
    private let options: [(name: String, value: JSONValue?)]
    private let parameters: [JSONValue]

    enum Failure: Error {
        /// What no query calls: triggers, the insides of types.
        case plansNothing
        case unknownForm(String)
    }

    init(_ node: Node) throws(Failure) {
        body = node.body
        let known: Set<String> = ["funcname", "parameters", "returnType", "options", "sql_body", "replace"]
        guard body.hasOnly(known.union(["is_procedure"])), let options = body.options("options") else {
            throw .unknownForm("this form of CREATE FUNCTION is not known")
        }
        self.options = options
        parameters = body.nodes("parameters").map(\.body)
        guard !body.flag("is_procedure") else { throw .plansNothing }
        let types = parameters.compactMap { $0["argType"] } + (body["returnType"].map { [$0] } ?? [])
        guard !types.contains(where: { TypeText.internals.contains(TypeText.name($0)) }) else { throw .plansNothing }
        guard option("window") == nil else {
            throw .unknownForm("a window function of the target has no stand-in")
        }
    }

    var name: [String] { body.names("funcname") }

    private func option(_ name: String) -> JSONValue? { options.first { $0.name == name }?.value }

    var language: String { option("language")?["String"]?["sval"]?.string?.lowercased() ?? "" }
    var volatility: String { option("volatility")?["String"]?["sval"]?.string ?? "volatile" }
    var isStrict: Bool { option("strict")?["Boolean"]?["boolval"]?.bool == true }
    var returnsSet: Bool { body["returnType"]?.flag("setof") ?? false }
    /// The source of an SQL function whose options do not keep it from being inlined; nil for all others.
    var inlinableText: String? {
        let allowed: Set<String> = ["language", "volatility", "strict", "cost", "rows", "parallel", "leakproof", "as"]
        guard language == "sql", options.allSatisfy({ allowed.contains($0.name) }),
            !parameters.contains(where: { $0.has("defexpr") })
        else { return nil }
        let items = option("as")?["List"]?["items"]?.elements.map { $0 } ?? []
        return items.count == 1 ? items[0]["String"]?["sval"]?.string : nil
    }

    /// CREATE FUNCTION with a body of ours, or with the given one.
    func sql(keeping text: String? = nil) throws(Failure) -> String {
        var list: [String] = []
        for parameter in parameters where parameter.text("mode") != "FUNC_PARAM_TABLE" {
            list.append(try sql(of: parameter))
        }
        let name = self.name.map(Quote.identifier).joined(separator: ".")
        var sql = "CREATE FUNCTION \(name)(\(list.joined(separator: ", ")))"
        if let returns = try result() { sql += " RETURNS \(returns)" }
        sql += " LANGUAGE sql \(try attributes())"
        if let text { return sql + " AS \(Quote.literal(text))" }
        return sql + " SET search_path TO '' AS \(Quote.literal(try stubBody()))"
    }

    private func result() throws(Failure) -> String? {
        let columns = parameters.filter { $0.text("mode") == "FUNC_PARAM_TABLE" }
        if !columns.isEmpty {
            var list: [String] = []
            for column in columns {
                list.append("\(Quote.identifier(column.text("name") ?? "")) \(try type(column["argType"]))")
            }
            return "TABLE(\(list.joined(separator: ", ")))"
        }
        guard let type = body["returnType"] else { return nil }
        return (returnsSet ? "SETOF " : "") + (try self.type(type))
    }

    private func type(_ type: JSONValue?) throws(Failure) -> String {
        guard let text = type.flatMap(TypeText.sql) else { throw .unknownForm("a type in its signature is not known") }
        return text
    }

    private func sql(of parameter: JSONValue) throws(Failure) -> String {
        let modes = [
            "FUNC_PARAM_IN": "IN", "FUNC_PARAM_OUT": "OUT", "FUNC_PARAM_INOUT": "INOUT",
            "FUNC_PARAM_VARIADIC": "VARIADIC", "FUNC_PARAM_DEFAULT": "",
        ]
        guard let mode = modes[parameter.text("mode") ?? ""] else {
            throw .unknownForm("a mode of its parameters is not known")
        }
        let name = parameter.text("name").map(Quote.identifier) ?? ""
        let type = try type(parameter["argType"])
        // What is left out of a call stands for a value of that type.
        let missing = parameter.has("defexpr") ? "DEFAULT \(value(parameter["argType"]))" : ""
        return [mode, name, type, missing].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// Volatility, strictness, cost and the like, as the target has them.
    private func attributes() throws(Failure) -> String {
        let volatilities: Set<String> = ["immutable", "stable", "volatile"]
        guard volatilities.contains(volatility) else { throw .unknownForm("its volatility is not known") }
        var words = [volatility.uppercased()]
        if isStrict { words.append("STRICT") }
        if option("leakproof")?["Boolean"]?["boolval"]?.bool == true { words.append("LEAKPROOF") }
        let cost = option("cost").flatMap(Self.number) ?? (["c", "internal"].contains(language) ? "1" : "100")
        words.append("COST \(cost)")
        if returnsSet { words.append("ROWS \(option("rows").flatMap(Self.number) ?? "1000")") }
        let parallel = option("parallel")?["String"]?["sval"]?.string ?? "unsafe"
        guard ["safe", "restricted", "unsafe"].contains(parallel) else {
            throw .unknownForm("its parallel safety is not known")
        }
        words.append("PARALLEL \(parallel.uppercased())")
        return words.joined(separator: " ")
    }

    private static func number(_ value: JSONValue) -> String? {
        if let whole = value["Integer"] { return String(whole["ival"]?.int ?? 0) }
        return value["Float"]?["fval"]?.string.flatMap { Double($0) }.map { String($0) }
    }

    // MARK: Body

    private func value(_ type: JSONValue?) -> String {
        guard let type, let text = TypeText.sql(type) else { return "NULL" }
        return TypeText.value(type).map { "\(Quote.literal($0))::\(text)" } ?? "NULL::\(text)"
    }

    private func stubBody() throws(Failure) -> String {
        let results = parameters.filter {
            ["FUNC_PARAM_OUT", "FUNC_PARAM_INOUT", "FUNC_PARAM_TABLE"].contains($0.text("mode"))
        }
        let types = results.isEmpty ? (body["returnType"].map { [$0] } ?? []) : results.compactMap { $0["argType"] }
        return "SELECT " + types.map { polymorphic($0) ?? value($0) }.joined(separator: ", ")
    }

    /// A polymorphic result is what an argument of the same type is, or is made of it.
    private func polymorphic(_ type: JSONValue) -> String? {
        let name = TypeText.name(type)
        guard TypeText.isOwn(type), name.hasPrefix("any") || name == "record" || name == "void" else { return nil }
        if name == "void" { return "NULL::void" }
        if name == "record" { return "ROW(1)" }
        let inputs = parameters.filter { !["FUNC_PARAM_OUT", "FUNC_PARAM_TABLE"].contains($0.text("mode")) }
        func position(_ name: String) -> Int? {
            inputs.firstIndex { $0["argType"].map(TypeText.name) == name }.map { $0 + 1 }
        }
        if let same = position(name) { return "$\(same)" }
        let isCompatible = name.hasPrefix("anycompatible")
        let element = isCompatible ? "anycompatible" : "anyelement"
        if name.hasSuffix("array"), let of = position(element) ?? position("anynonarray") { return "ARRAY[$\(of)]" }
        if let array = position(isCompatible ? "anycompatiblearray" : "anyarray") { return "$\(array)[1]" }
        return "NULL"
    }
}
