import JSONTape
import Model

/// Parsed definitions of views, kept over a batch of statements. Used by one thread at a time.
final class ViewDefinitions {
    private var parsed: [Int64: (tape: JSONTape, source: [UInt8])?] = [:]

    /// nil where the definition does not parse.
    func definition(of view: Catalog.Relation) -> (tape: JSONTape, source: [UInt8])? {
        if let known = parsed[view.oid] { return known }
        let definition = view.viewDefinition.flatMap { try? Repair.parse($0) }
        parsed[view.oid] = .some(definition)
        return definition
    }
}

extension FactsWalker {
    /// Views deeper than this are taken as relations.
    private static let maximumViewDepth = 16

    /// Walks the definition of a view as a query of its own and returns its columns by the view's names; nil where the
    /// relation is no view, or one that cannot be expanded.
    func expandView(_ relation: Catalog.Relation) -> [OutputColumn]? {
        guard relation.viewDefinition != nil, openViews.count < Self.maximumViewDepth,
            !openViews.contains(relation.oid), let definition = views.definition(of: relation),
            let query = definition.tape.root["stmts"]?[0]?.node("stmt"), query.tag == "SelectStmt"
        else { return nil }
        let outerView = view
        let outerSource = source
        view = view ?? Quote.qualified(relation.schema, relation.name)
        source = definition.source
        openViews.append(relation.oid)
        defer {
            view = outerView
            source = outerSource
            openViews.removeLast()
        }
        let scope = Scope(parent: nil, commonTables: [:])
        let output = walkQuery(query.body, scope, place: .view)
        return rename(output.columns, relation.columns.map(\.name))
    }
}
