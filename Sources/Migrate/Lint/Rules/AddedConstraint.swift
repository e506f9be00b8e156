import Foundation
import Model

/// What the rules about constraints share.
enum AddedConstraint {
    /// A constraint that a command of ALTER TABLE adds to a table that was there before.
    static func all(
        _ kinds: ConstraintDefinition.Kind..., in context: StatementContext
    ) -> [(command: StatementContext.TableCommand, constraint: ConstraintDefinition)] {
        var found: [(command: StatementContext.TableCommand, constraint: ConstraintDefinition)] = []
        for command in context.commands {
            switch command.command {
            case .addConstraint(let constraint) where kinds.contains(constraint.kind):
                found.append((command, constraint))
            case .addColumn(let column):
                // The column is to be added in any case.
                var command = command
                command.isAlone = false
                found += column.ownConstraints.filter { kinds.contains($0.kind) }.map { (command, $0) }
            default: break
            }
        }
        return found
    }

    /// Its own, or the one that PostgreSQL will choose.
    static func chosenName(_ constraint: ConstraintDefinition, _ table: ObjectName) -> String {
        constraint.name ?? ConstraintName.chosen(for: constraint, table: table.name)
    }

    static func list(_ columns: [String]) -> String { columns.map(Quote.identifier).joined(separator: ", ") }

    /// The text with a name put before FOREIGN KEY or CHECK.
    static func named(_ text: String, _ name: String) -> String {
        for word in [" foreign ", " check "] {
            guard let range = text.range(of: word, options: .caseInsensitive) else { continue }
            return text[..<range.lowerBound] + " CONSTRAINT \(Quote.identifier(name))" + text[range.lowerBound...]
        }
        return text
    }

    /// A unique index built concurrently, and the constraint that takes it over.
    ///
    /// - Parameter word: `UNIQUE` or `PRIMARY KEY`.
    static func byIndex(_ constraint: ConstraintDefinition, _ word: String, on table: ObjectName) -> [String] {
        let name = Quote.identifier(chosenName(constraint, table))
        let included = constraint.included.isEmpty ? "" : " INCLUDE (\(list(constraint.included)))"
        let nulls = constraint.nullsNotDistinct ? " NULLS NOT DISTINCT" : ""
        let deferral = constraint.deferral.isEmpty ? "" : " \(constraint.deferral)"
        return [
            "CREATE UNIQUE INDEX CONCURRENTLY \(name) ON \(table) (\(list(constraint.columns)))\(included)\(nulls)",
            "ALTER TABLE \(table) ADD CONSTRAINT \(name) \(word) USING INDEX \(name)\(deferral)",
        ]
    }
}
