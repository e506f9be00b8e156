import Model
import SQLSyntax

/// Sampled values of parameters, of statements that name a column which holds a secret though its own name does not say so: it
/// refers to a secret column, is made of one, or is of such a domain.
enum SecretSamples {
    /// Without the values in quotes of statements that name one of these columns.
    static func removed(from samples: Section, of texts: Section, naming columns: Set<String>) -> Section {
        guard !columns.isEmpty, samples.count > 0 else { return samples }
        let concerned = Set(
            zip(texts.texts("text_hash"), texts.texts("text")).compactMap { hash, text in
                Secrets.names(columns, in: text ?? "", orWholeRow: false) ? hash : nil
            })
        guard !concerned.isEmpty else { return samples }
        let kept = (0..<samples.count).filter { row in
            let isText = samples[row, "literal"].text.map(ParameterSamples.isText) ?? false
            return !isText || samples[row, "text_hash"].text.map(concerned.contains) != true
        }
        return kept.count == samples.count ? samples : samples.keeping(kept)
    }
}
