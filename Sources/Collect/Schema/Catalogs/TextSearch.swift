import Model

/// Dictionaries of text search.
enum Dictionaries: SchemaCatalog {
    static func sql(_ server: ServerProfile) -> String {
        """
        SELECT \(advisorTag) d.oid, n.nspname AS schema, d.dictname AS name,
          quote_ident(tn.nspname) || '.' || quote_ident(t.tmplname) AS template, d.dictinitoption AS options,
          \(SchemaSQL.needs(.dictionaries, "d.oid")) AS needs
        FROM pg_ts_dict d JOIN pg_namespace n ON n.oid = d.dictnamespace
        JOIN pg_ts_template t ON t.oid = d.dicttemplate JOIN pg_namespace tn ON tn.oid = t.tmplnamespace
        WHERE \(SchemaSQL.isOurs(.dictionaries, "d.oid", in: "d.dictnamespace"))
          AND d.oid > $2::oid AND $1::oid[] IS NOT NULL
        ORDER BY d.oid LIMIT $3::bigint
        """
    }

    static func objects(_ row: CatalogRow) throws -> [SchemaObject] {
        let options = try row.decode("options", as: String?.self).map { ",\n    \($0)" } ?? ""
        return [
            SchemaObject(
                kind: .dictionary, schema: try row.text("schema"), name: try row.text("name"),
                sql: """
                    CREATE TEXT SEARCH DICTIONARY \(try row.qualifiedName()) (
                        TEMPLATE = \(try row.text("template"))\(options) );
                    """, key: ObjectKey(.dictionaries, try row.oid("oid")), needs: try row.keys("needs"))
        ]
    }
}

/// Configurations of text search. One with a parser of its own is left out: to know its tokens is to call compiled code that is
/// not PostgreSQL's.
enum TextSearchConfigurations: SchemaCatalog {
    static func sql(_ server: ServerProfile) -> String {
        """
        SELECT \(advisorTag) c.oid, n.nspname AS schema, c.cfgname AS name,
          quote_ident(pn.nspname) || '.' || quote_ident(p.prsname) AS parser,
          ARRAY(SELECT quote_ident(k.alias) || ' WITH ' || string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno)
            FROM pg_ts_config_map m JOIN ts_token_type(c.cfgparser) k ON k.tokid = m.maptokentype
            WHERE m.mapcfg = c.oid GROUP BY k.alias, k.tokid ORDER BY k.tokid) AS mappings,
          \(SchemaSQL.needs(.textSearchConfigurations, "c.oid")) AS needs
        FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace
        JOIN pg_ts_parser p ON p.oid = c.cfgparser JOIN pg_namespace pn ON pn.oid = p.prsnamespace
        WHERE c.cfgparser < 16384 AND \(SchemaSQL.isOurs(.textSearchConfigurations, "c.oid", in: "c.cfgnamespace"))
          AND c.oid > $2::oid AND $1::oid[] IS NOT NULL
        ORDER BY c.oid LIMIT $3::bigint
        """
    }

    static func objects(_ row: CatalogRow) throws -> [SchemaObject] {
        let name = try row.qualifiedName()
        let mappings = try row.decode("mappings", as: [String].self).map {
            "ALTER TEXT SEARCH CONFIGURATION \(name)\n    ADD MAPPING FOR \($0);"
        }
        let create = "CREATE TEXT SEARCH CONFIGURATION \(name) (\n    PARSER = \(try row.text("parser")) );"
        return [
            SchemaObject(
                kind: .textSearchConfiguration, schema: try row.text("schema"), name: try row.text("name"),
                sql: ([create] + mappings).joined(separator: "\n"),
                key: ObjectKey(.textSearchConfigurations, try row.oid("oid")), needs: try row.keys("needs"))
        ]
    }
}
