import CPCRE2
import Synchronization

/// Compiled PCRE2 patterns by their text: the engine behind REGEXP.
///
/// Matching stops at a fixed amount of backtracking, so that a careless pattern costs milliseconds, not minutes.
final class PatternCache: Sendable {
    private let patterns = Mutex<[String: Pattern]>([:])

    /// Whether the pattern occurs anywhere in the text.
    /// - Throws: `PatternError` where the pattern is wrong or gives up.
    func matches(_ pattern: String, _ text: String) throws(PatternError) -> Bool {
        let result = patterns.withLock { cache -> Result<Bool, PatternError> in
            do throws(PatternError) {
                if let known = cache[pattern] { return .success(try known.matches(text)) }
                let compiled = try Pattern(pattern)
                cache[pattern] = compiled
                return .success(try compiled.matches(text))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}

/// What PCRE2 says against a pattern.
struct PatternError: Error, CustomStringConvertible {
    var pattern: String
    var reason: String
    var description: String { "regular expression '\(pattern)': \(reason)" }
}

/// One compiled pattern.
private final class Pattern {
    private let text: String
    private let code: OpaquePointer
    private let data: OpaquePointer
    private let context: OpaquePointer

    init(_ pattern: String) throws(PatternError) {
        var number: Int32 = 0
        var offset = 0
        let options = UInt32(PCRE2_UTF) | UInt32(PCRE2_UCP) | UInt32(PCRE2_MATCH_INVALID_UTF)
        var source = pattern
        let compiled = source.withUTF8 {
            pcre2_compile_8($0.baseAddress, $0.count, options, &number, &offset, nil)
        }
        guard let compiled else {
            throw PatternError(pattern: pattern, reason: "\(Self.message(number)) at position \(offset)")
        }
        guard let data = pcre2_match_data_create_from_pattern_8(compiled, nil),
            let context = pcre2_match_context_create_8(nil)
        else {
            pcre2_code_free_8(compiled)
            throw PatternError(pattern: pattern, reason: "out of memory")
        }
        pcre2_set_match_limit_8(context, 1_000_000)
        pcre2_set_heap_limit_8(context, 20_000)
        text = pattern
        code = compiled
        self.data = data
        self.context = context
    }

    deinit {
        pcre2_match_context_free_8(context)
        pcre2_match_data_free_8(data)
        pcre2_code_free_8(code)
    }

    func matches(_ subject: String) throws(PatternError) -> Bool {
        var subject = subject
        let result = subject.withUTF8 { pcre2_match_8(code, $0.baseAddress, $0.count, 0, 0, data, context) }
        switch result {
        case 0...: return true
        case PCRE2_ERROR_NOMATCH: return false
        default: throw PatternError(pattern: text, reason: Self.message(result))
        }
    }

    private static func message(_ number: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(number, &buffer, buffer.count)
        return length < 0 ? "PCRE2 error \(number)" : String(decoding: buffer.prefix(Int(length)), as: UTF8.self)
    }
}
