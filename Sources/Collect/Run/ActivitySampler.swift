import Model
import Postgres
import SQLSyntax

/// Samples of pg_stat_activity and of who blocks whom: pg_stat_statements counts finished work only.
extension Run {
    /// Takes the next sample, not before `sampleSpacing` after the last one.
    mutating func sample() async throws {
        guard samples < options.samples else { return }
        if let lastSample {
            let wait = options.sampleSpacing - (ContinuousClock.now - lastSample)
            if wait > .zero, remaining > wait { try await Task.sleep(for: wait) }
        }
        samples += 1
        lastSample = .now
        for query in [SectionQuery.activity(server.features), .blocking] {
            let earlier = sections.removeValue(forKey: query.shape.name)
            try await read(query)
            guard let sampled = sections[query.shape.name].map({ numbered($0, samples) }) else {
                sections[query.shape.name] = earlier
                continue
            }
            self[query.shape] = earlier?.appending(sampled) ?? sampled
        }
    }

    /// The section with its column `sample` filled and its texts without literals.
    private func numbered(_ section: Section, _ sample: Int) -> Section {
        section.mapping("sample") { _ in .integer(Int64(sample)) }
            .mapping("query") { $0.text.map { .text(Scrub.literals(Secrets.removed(fromStatement: $0))) } ?? .null }
    }
}
