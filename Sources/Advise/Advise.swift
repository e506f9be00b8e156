import CCbc

/// Whether the solver's library is there.
public enum Solver {
    public static var isInstalled: Bool { cbc_library_load() != nil }
}
