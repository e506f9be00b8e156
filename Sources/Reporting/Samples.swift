import Model

/// The rendered samples that `make generate` keeps in `reports/`.
public enum Samples {
    /// Names of files and what they hold.
    public static func files() throws -> [(name: String, text: String)] {
        [
            ("sample.txt", Report.terminal(Sample.analysis, width: 80)),
            ("sample.md", try Report.markdown(Sample.analysis)),
            ("sample.json", Report.json(Sample.analysis)),
            ("sample-plan.txt", Report.terminal(Sample.planAnalysis, width: 80)),
            ("sample-plan.json", Report.json(Sample.planAnalysis)),
            ("sample-advice.txt", AdviceReport.text(AdviceSample.advice, width: 80, colour: false)),
            ("sample-advice.json", AdviceReport.json(AdviceSample.advice)),
            ("sample-advice.sql", AdviceReport.sql(AdviceSample.advice)),
        ]
    }
}
