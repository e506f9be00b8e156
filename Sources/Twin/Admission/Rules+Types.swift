import JSONTape
import Model
import SQLSyntax

/// Schemas, types, functions, operators, casts, collations, text search.
extension Rules {
    func schema(_ body: JSONValue) -> Ruling {
        guard body.hasOnly(["schemaname", "authrole", "if_not_exists"]), let name = body.text("schemaname"),
            Self.isSchema(name)
        else { return .refuse("this form of CREATE SCHEMA is none that a twin runs") }
        // Those of extensions are there already.
        return .run("CREATE SCHEMA IF NOT EXISTS \(Quote.identifier(name))")
    }

    /// A stand-in, or the function itself where it is SQL that the planner would inline and that reaches nothing of the target's.
    func function(_ node: Node) -> Ruling {
        do throws(FunctionStub.Failure) {
            let stub = try FunctionStub(node)
            if let refusal = name(stub.name) { return refusal }
            let isKept = InlinableBody(known: known).mayStay(stub)
            return .run(try stub.sql(keeping: isKept ? stub.inlinableText : nil))
        } catch {
            switch error {
            case .plansNothing: return .skip
            case .unknownForm(let reason): return .refuse(reason)
            }
        }
    }

    /// Its checks become CHECK (true), which costs a plan the same; a default stays where it is a literal.
    func domain(_ body: JSONValue) -> Ruling {
        guard body.hasOnly(["domainname", "typeName", "collClause", "constraints"]),
            let type = body["typeName"].flatMap(TypeText.sql)
        else { return .refuse("this form of CREATE DOMAIN is none that a twin runs") }
        let name = body.names("domainname")
        if let refusal = self.name(name) { return refusal }
        var words = ["CREATE DOMAIN \(Self.qualified(name)) AS \(type)"]
        if let collation = body["collClause"]?.names("collname") {
            words.append("COLLATE \(Self.qualified(collation))")
        }
        for constraint in body.nodes("constraints").map(\.body) {
            switch constraint.text("contype") {
            case "CONSTR_NOTNULL": words.append("NOT NULL")
            case "CONSTR_NULL": break
            case "CONSTR_CHECK":
                let named = constraint.text("conname").map { "CONSTRAINT \(Quote.identifier($0)) " } ?? ""
                words.append("\(named)CHECK (true)")
            case "CONSTR_DEFAULT":
                if let literal = constraint.node("raw_expr").flatMap(Self.literal) {
                    words.append("DEFAULT \(literal)")
                }
            default: return .refuse("a constraint of the domain is of a form that is not known")
            }
        }
        return .run(words.joined(separator: " "))
    }

    private static func literal(_ node: Node) -> String? {
        let value = node.tag == "TypeCast" ? node.body.node("arg") : node
        guard let value, value.tag == "A_Const" else { return nil }
        if let text = value.body["sval"] { return Quote.literal(text["sval"]?.string ?? "") }
        if let number = value.body["ival"] { return String(number["ival"]?.int ?? 0) }
        if let flag = value.body["boolval"] { return String(flag["boolval"]?.bool ?? false) }
        return value.body["fval"]?["fval"]?.string.flatMap { Double($0) == nil ? nil : $0 }
    }

    static func qualified(_ name: [String]) -> String { name.map(Quote.identifier).joined(separator: ".") }

    func range(_ body: JSONValue) -> Ruling? {
        let allowed: Set<String> = ["subtype", "subtype_opclass", "collation", "subtype_diff", "multirange_type_name"]
        guard let options = body.options("params") else { return .refuse("an option of the range type is not known") }
        // Only code of a library can make ranges canonical.
        if options.contains(where: { $0.name == "canonical" }) {
            return .refuse("its values are made canonical by code of a library")
        }
        guard options.allSatisfy({ allowed.contains($0.name) }) else {
            return .refuse("an option of the range type is not known")
        }
        return name(body.names("typeName"))
    }

    // MARK: DefineStmt

    func definition(_ body: JSONValue) -> Ruling? {
        guard let options = body.options("definition") else { return .refuse("an option of it is not known") }
        let names = Set(options.map(\.name))
        if let refusal = name(body.names("defnames")) { return refusal }
        switch body.text("kind") {
        case "OBJECT_TYPE":
            return options.isEmpty ? .skip : .refuse("base types are code of a library")
        case "OBJECT_OPERATOR": return operation(options)
        case "OBJECT_AGGREGATE": return aggregate(options)
        case "OBJECT_COLLATION": return collation(options)
        case "OBJECT_TSCONFIGURATION": return names == ["parser"] ? nil : .refuse("an option of it is not known")
        case "OBJECT_TSDICTIONARY":
            let template = options.first { $0.name == "template" }?.value?["TypeName"]?.names("names") ?? []
            return template.first == "pg_catalog" ? nil : .refuse("its template is none of PostgreSQL's own")
        default: return .refuse("it is code of a library")
        }
    }

    private func operation(_ options: [(name: String, value: JSONValue?)]) -> Ruling? {
        let allowed: Set<String> = [
            "function", "procedure", "leftarg", "rightarg", "commutator", "negator", "restrict", "join", "hashes",
            "merges",
        ]
        guard options.allSatisfy({ allowed.contains($0.name) }) else { return .refuse("an option of it is not known") }
        for option in options where ["restrict", "join"].contains(option.name) {
            let name = option.value?["TypeName"]?.names("names") ?? []
            guard name.count == 1 || name.first == "pg_catalog", Self.estimators.contains(name.last ?? "") else {
                return .refuse("its selectivity is estimated by code made for other types")
            }
        }
        return nil
    }

    /// Estimators that take whatever types an operator has.
    private static let estimators: Set<String> = [
        "eqsel", "neqsel", "scalarltsel", "scalarlesel", "scalargtsel", "scalargesel", "areasel", "positionsel",
        "contsel",
        "matchingsel", "likesel", "nlikesel", "iclikesel", "icnlikesel", "regexeqsel", "regexnesel", "icregexeqsel",
        "icregexnesel", "eqjoinsel", "neqjoinsel", "scalarltjoinsel", "scalarlejoinsel", "scalargtjoinsel",
        "scalargejoinsel", "areajoinsel", "positionjoinsel", "contjoinsel", "matchingjoinsel", "likejoinsel",
        "nlikejoinsel", "iclikejoinsel", "icnlikejoinsel", "regexeqjoinsel", "regexnejoinsel", "icregexeqjoinsel",
        "icregexnejoinsel",
    ]

    private func aggregate(_ options: [(name: String, value: JSONValue?)]) -> Ruling? {
        let allowed: Set<String> = [
            "sfunc", "stype", "sspace", "finalfunc", "finalfunc_extra", "finalfunc_modify", "combinefunc", "initcond",
            "msfunc",
            "minvfunc", "mstype", "msspace", "mfinalfunc", "mfinalfunc_extra", "mfinalfunc_modify", "minitcond",
            "sortop",
            "parallel", "hypothetical",
        ]
        guard options.allSatisfy({ allowed.contains($0.name) }) else { return .refuse("an option of it is not known") }
        let states = options.filter { ["stype", "mstype"].contains($0.name) }.compactMap { $0.value?["TypeName"] }
        return states.contains { TypeText.internals.contains(TypeText.name($0)) }
            ? .refuse("its state is known to code of a library only") : nil
    }

    /// Locales are names, not paths.
    private func collation(_ options: [(name: String, value: JSONValue?)]) -> Ruling? {
        let allowed: Set<String> = ["provider", "locale", "lc_collate", "lc_ctype", "deterministic", "version"]
        let locales = options.filter { ["locale", "lc_collate", "lc_ctype"].contains($0.name) }
        guard options.allSatisfy({ allowed.contains($0.name) }),
            locales.allSatisfy({ DatabaseLocale.isName($0.value?["String"]?["sval"]?.string ?? "/") })
        else { return .refuse("an option of it is not known") }
        return nil
    }

    // MARK: Casts and operator classes

    func cast(_ body: JSONValue) -> Ruling? {
        guard body.has("func") || body.flag("inout") else {
            return .refuse("a cast without a function takes one type for another")
        }
        guard let source = body["sourcetype"], let target = body["targettype"] else {
            return .refuse("it has no types")
        }
        // Whoever casts between two of the system's types changes what the system's own queries mean.
        return TypeText.isOwn(source) && TypeText.isOwn(target) ? .refuse("both types are PostgreSQL's own") : nil
    }

    /// Btree and hash check the signatures of what they call; the functions of others are code of a library.
    func operatorFamily(_ body: JSONValue) -> Ruling? {
        let names = ["opclassname", "opfamilyname"].map { body.names($0) }.filter { !$0.isEmpty }
        for name in names { if let refusal = self.name(name) { return refusal } }
        let allowed = ["btree": 1, "hash": 2]
        guard let highest = allowed[body.text("amname") ?? ""] else {
            return .refuse("its functions are code of a library")
        }
        for item in body.nodes("items").map(\.body) {
            let kind = item["itemtype"]?.int ?? 0
            guard kind == 1 || kind == 2 && (item["number"]?.int ?? 0) <= highest else {
                return .refuse("its functions are code of a library")
            }
        }
        return nil
    }
}
