import JSONTape
import Model
import SQLSyntax

/// The law of what a twin runs of a dump: a list of forms, and nothing else.
///
/// What runs is ruled upon again as it stands: a text is admitted only if its own parse tree leads to that very text.
struct Rules: Sendable {
    let known: KnownFunctions

    func ruling(_ statement: DumpedObject.Statement) -> Ruling {
        let first = rule(statement.node, statement.text)
        guard case .run(let text) = first else { return first }
        guard let tree = try? SQL.parse(text), let statements = tree.root["stmts"], statements.count == 1,
            let again = statements[0]?.node("stmt"), rule(again, text) == first
        else { return .refuse("what would run of it is not what was checked") }
        return first
    }

    private func rule(_ node: Node, _ text: String) -> Ruling {
        if Self.ignored.contains(node.tag) { return .skip }
        switch node.tag {
        case "CreateSchemaStmt": return schema(node.body)
        case "CreateFunctionStmt": return function(node)
        case "CreateDomainStmt": return domain(node.body)
        case "SelectStmt": return upgradeCall(node)
        case "UpdateStmt": return catalogFix(node.body, text)
        default: break
        }
        guard let fields = Self.fields[node.tag] else {
            return .refuse("\(node.tag) is none of the forms that a twin runs")
        }
        guard node.body.hasOnly(fields) else { return .refuse("this form of it is none that a twin runs") }
        guard let refusal = details(node) else { return .run(text) }
        return refusal
    }

    /// What is wrong with a statement of a known form, or that it is not needed.
    private func details(_ node: Node) -> Ruling? {
        let body = node.body
        return switch node.tag {
        case "CompositeTypeStmt":
            relation(body, "typevar") ?? expressions(body, besides: ["ColumnDef", "CollateClause"])
        case "CreateEnumStmt", "AlterEnumStmt": name(body.names("typeName"))
        case "CreateRangeStmt": range(body)
        case "DefineStmt": definition(body)
        case "CreateCastStmt": cast(body)
        case "CreateOpClassStmt", "CreateOpFamilyStmt", "AlterOpFamilyStmt": operatorFamily(body)
        case "AlterTSConfigurationStmt": name(body.names("cfgname"))
        case "CreateStmt": table(body)
        case "AlterTableStmt": alteration(body)
        case "IndexStmt": relation(body, "relation") ?? expressions(body, besides: ["IndexElem"])
        case "CreateStatsStmt": name(body.names("defnames")) ?? expressions(body, besides: ["StatsElem"])
        case "AlterStatsStmt": name(body.names("defnames"))
        case "ViewStmt": relation(body, "view") ?? expressions(body)
        case "CreateTableAsStmt": materializedView(body)
        case "RuleStmt": relation(body, "relation") ?? expressions(body, mayModify: true)
        case "CreatePolicyStmt": relation(body, "table") ?? expressions(body, besides: ["RoleSpec"])
        case "CreateSeqStmt", "AlterSeqStmt": relation(body, "sequence")
        case "GrantStmt": grant(body)
        case "AlterOwnerStmt": owner(body)
        default: .refuse("\(node.tag) is none of the forms that a twin runs")
        }
    }

    // MARK: Tables of forms

    /// What decides no plan: triggers and comments, procedures, foreign servers, the session of the dump. A twin's is set up by us.
    private static let ignored: Set<String> = [
        "VariableSetStmt", "CommentStmt", "SecLabelStmt", "CreateTrigStmt", "CreateEventTrigStmt", "AlterEventTrigStmt",
        "AlterDefaultPrivilegesStmt", "CreateFdwStmt", "AlterFdwStmt", "CreateForeignServerStmt",
        "AlterForeignServerStmt",
        "CreateUserMappingStmt", "CreateForeignTableStmt", "CreatePublicationStmt", "AlterPublicationStmt",
        "CreateSubscriptionStmt", "AlterSubscriptionStmt", "CreateConversionStmt", "CreateTransformStmt",
        "CreateExtensionStmt", "AlterExtensionContentsStmt", "AlterObjectDependsStmt", "AlterFunctionStmt",
        "AlterDomainStmt", "CreatePLangStmt", "CreateAmStmt",
    ]

    /// By tag, the fields of the parse tree that an admitted statement may have.
    private static let fields: [String: Set<String>] = [
        "CompositeTypeStmt": ["typevar", "coldeflist"],
        "CreateEnumStmt": ["typeName", "vals"],
        "AlterEnumStmt": ["typeName", "newVal", "newValIsAfter"],
        "CreateRangeStmt": ["typeName", "params"],
        "DefineStmt": ["kind", "defnames", "args", "definition"],
        "CreateCastStmt": ["sourcetype", "targettype", "func", "context", "inout"],
        "CreateOpClassStmt": ["opclassname", "opfamilyname", "amname", "datatype", "items", "isDefault"],
        "CreateOpFamilyStmt": ["opfamilyname", "amname"],
        "AlterOpFamilyStmt": ["opfamilyname", "amname", "items"],
        "AlterTSConfigurationStmt": ["kind", "cfgname", "tokentype", "dicts"],
        "CreateStmt": [
            "relation", "tableElts", "inhRelations", "partspec", "ofTypename", "constraints", "options", "oncommit",
            "partbound",
        ],
        "AlterTableStmt": ["relation", "cmds", "objtype"],
        "IndexStmt": [
            "idxname", "relation", "accessMethod", "indexParams", "indexIncludingParams", "options", "whereClause",
            "unique",
            "nulls_not_distinct",
        ],
        "CreateStatsStmt": ["defnames", "stat_types", "exprs", "relations"],
        "AlterStatsStmt": ["defnames", "stxstattarget"],
        "ViewStmt": ["view", "aliases", "query", "replace", "options", "withCheckOption"],
        "CreateTableAsStmt": ["query", "into", "objtype"],
        "RuleStmt": ["relation", "rulename", "whereClause", "event", "instead", "actions", "replace"],
        "CreatePolicyStmt": ["policy_name", "table", "cmd_name", "permissive", "roles", "qual", "with_check"],
        "CreateSeqStmt": ["sequence", "options"],
        "AlterSeqStmt": ["sequence", "options"],
        "GrantStmt": [
            "is_grant", "targtype", "objtype", "objects", "privileges", "grantees", "grant_option", "behavior",
        ],
        "AlterOwnerStmt": ["objectType", "object", "newowner"],
    ]

    // MARK: Parts of all

    /// Objects are made in the target's own schemas, never among the system's.
    func name(_ name: [String]) -> Ruling? {
        guard name.count == 2, Self.isSchema(name[0]) else {
            return .refuse("it would be in no schema of the target's")
        }
        return nil
    }

    func relation(_ body: JSONValue, _ field: String) -> Ruling? {
        guard let relation = body[field]?.relation, let schema = relation.schema else {
            return .refuse("it would be in no schema of the target's")
        }
        return name([schema, relation.name])
    }

    func expressions(_ body: JSONValue, besides: Set<String> = [], mayModify: Bool = false) -> Ruling? {
        Expressions.areKnown(body, besides: besides, mayModify: mayModify)
            ? nil : .refuse("an expression in it is of a form that is not known")
    }

    static func isSchema(_ name: String?) -> Bool {
        name.map { !$0.isEmpty && !$0.hasPrefix("pg_") && $0 != "information_schema" && $0 != TwinBuild.spareSchema }
            ?? false
    }
}
