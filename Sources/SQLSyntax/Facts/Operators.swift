/// Operators by what they do.
enum Operators {
    /// Give a truth value, whatever their arguments.
    static let comparing: Set<String> = [
        "=", "<>", "!=", "<", ">", "<=", ">=", "~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*", "@>", "<@", "&&",
        "?",
        "?|", "?&", "@?", "@@", "@@@", "-|-", "^@",
    ]
    static let like: Set<String> = ["~~", "!~~", "~~*", "!~~*"]
    /// Distances, by which GiST gives the nearest first: of geometry, of pg_trgm's words, of cubes.
    static let distance: Set<String> = ["<->", "<->>", "<<->", "<->>>", "<<<->", "<#>", "<=>"]
    /// Take json or jsonb apart.
    static let json: Set<String> = ["->", "->>", "#>", "#>>", "#-"]
    /// Search in jsonb: the last four are used by arrays, ranges and text search too.
    static let jsonSearch: Set<String> = ["?", "?|", "?&", "@?", "@>", "<@", "@@"]
    static let onlyJSON: Set<String> = ["?", "?|", "?&", "@?"]

    private static let commuted = [
        "<": ">", ">": "<", "<=": ">=", ">=": "<=", "@>": "<@", "<@": "@>", "<<": ">>", ">>": "<<",
    ]

    /// The operator with its sides exchanged.
    static func commute(_ name: String) -> String { commuted[name] ?? name }
}

/// Functions by what they do.
enum Functions {
    private static let aggregates: Set<String> = [
        "any_value", "array_agg", "avg", "bit_and", "bit_or", "bit_xor", "bool_and", "bool_or", "corr", "count",
        "covar_pop", "covar_samp", "every", "json_agg", "json_object_agg", "jsonb_agg", "jsonb_object_agg", "max",
        "min",
        "mode", "percentile_cont", "percentile_disc", "range_agg", "range_intersect_agg", "regr_avgx", "regr_avgy",
        "regr_count", "regr_intercept", "regr_r2", "regr_slope", "regr_sxx", "regr_sxy", "regr_syy", "stddev",
        "stddev_pop", "stddev_samp", "string_agg", "sum", "var_pop", "var_samp", "variance", "xmlagg",
    ]

    static func isAggregateName(_ name: String) -> Bool { aggregates.contains(name) }

    /// Known by its name, or by syntax that only aggregates take.
    static func isAggregate(_ call: Node) -> Bool {
        aggregates.contains(call.functionName) || call.body.flag("agg_star") || call.body.flag("agg_distinct")
            || call.body.flag("agg_within_group") || call.body.has("agg_order") || call.body.has("agg_filter")
    }

    /// What ESCAPE and SIMILAR TO put around a pattern.
    static func escapes(_ call: Node) -> Bool { ["like_escape", "similar_to_escape"].contains(call.functionName) }

    /// Takes an advisory lock.
    static func locks(_ name: String) -> Bool {
        name.hasPrefix("pg_advisory_") && name.contains("lock") && !name.contains("unlock")
            || name.hasPrefix("pg_try_advisory_")
    }
}
