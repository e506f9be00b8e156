import Mustache

/// The templates of `reports/templates`, embedded at build time.
enum Template {
    /// - Throws: the parser's error, where the template is broken; a test renders each.
    static func markdown() throws -> MustacheTemplate { try parsedMarkdown.get() }

    private static let parsedMarkdown = Result {
        try MustacheTemplate(string: String(decoding: PackageResources.report_md_mustache, as: UTF8.self))
    }
}
