/// Functions whose value PostgreSQL cannot compute once for all rows. `now()` and its kin are stable: they can.
enum VolatileFunctions {
    /// Functions that PostgreSQL has not are the user's own, or extensions': volatile unless declared otherwise.
    static func isVolatile(_ function: String) -> Bool {
        !function.hasPrefix("svfop_") && !BuiltInFunctions.stable.contains(function)
    }
}
