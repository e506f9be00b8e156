import Model
import Postgres
import SQLSyntax
import Testing

@testable import Collect

/// No password of a URL, a connection string or a document stays in the values of any column, whatever the column is called.
@Suite struct SecretValuesTests {
    private static let marker = "Zq7xMARKERk9"
    private static let secrets = [
        "https://user:PW@host/", "postgres://u:PW@h/db", "postgresql+psycopg2://u:PW@h:5432/db?x=y", "redis://:PW@h",
        "host=h user=u password=PW dbname=d", "Server=h;Uid=u;Pwd=PW;", "host=h;pass=PW", "PASSWORD = 'PW'",
        "sslpassword=PW",
        #"{"password": "PW"}"#, #"{"auth": {"pin":"PW"}}"#, #"{"a": ["b", {"apiKey" : "PW"}]}"#,
        #""token"=>"PW", "a"=>"b""#,
        "https://h/x?state=1&api_key=PW", "https://h/x?X-Amz-Signature=PW", "Bearer PW", "Authorization: Bearer PW",
        "-----BEGIN PRIVATE KEY----- PW", "mysql://u:a/PW@h", "amqp://u:P@PW@h", "otp: PW",
    ]
    private static let others = [
        "https://host:443/x", "open", "a, b", "x\\y", "say \"it\"", "", "2026-01-01 00:00:00+00", "12:30", "a=b",
        #"{"state": "open"}"#,
        "http://h/?q=a:b", "user@example.com", "mailto:user@example.com", "{a,b}", "NULL", "what? (perhaps)", "é",
        "0.5", "a:b@c",
    ]

    /// The same on every run.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64 = 11

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    /// Every column of every section that holds values.
    private static let columns: [(shape: SectionShape, column: String)] = SectionShape.all.flatMap { shape in
        shape.name == SectionShape.parameterSamples.name
            ? [] : shape.columns.filter { $0.privacy == .values }.map { (shape, $0.name) }
    }

    private static func section(_ shape: SectionShape, _ values: [String: String]) -> Section {
        var section = Section(shape)
        section.append(
            shape.columns.map { column in
                if let text = values[column.name] { return .text(text) }
                return column.type == .integer ? .integer(7) : .null
            })
        return section
    }

    @Test func noneIsLeftAnywhere() {
        #expect(Self.columns.count >= 11)
        var dice = Dice()
        for (shape, column) in Self.columns {
            for secret in Self.secrets {
                let secret = secret.replacing("PW", with: Self.marker)
                var values = (0..<Int.random(in: 0...6, using: &dice)).map { _ in
                    Self.others.randomElement(using: &dice) ?? ""
                }
                values.insert(secret, at: Int.random(in: 0...values.count, using: &dice))
                let bytes = Array("\u{1}\u{2}\(values.joined(separator: "\u{0}\u{0}"))".utf8)
                let forms = [
                    ArrayLiteral.text(of: values), secret, "[0:\(values.count - 1)]=" + ArrayLiteral.text(of: values),
                    "\\x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(),
                    ArrayLiteral.text(of: [ArrayLiteral.text(of: values)]),
                ]
                for form in forms {
                    let left = SecretRemoval.remove(from: Self.section(shape, [column: form]))
                    #expect(left[0, column].text == nil, "\(shape.name).\(column): \(form)")
                }
            }
        }
    }

    @Test func othersStay() {
        for (shape, column) in Self.columns {
            for form in [ArrayLiteral.text(of: Self.others)] + Self.others.map({ ArrayLiteral.text(of: [$0, "x"]) }) {
                let left = SecretRemoval.remove(from: Self.section(shape, [column: form]))
                #expect(left[0, column].text == form, "\(shape.name).\(column)")
            }
        }
    }

    /// What an index keeps of `data ->> 'password'` is that, in whatever form.
    @Test func expressionsOfMembersAreSecretColumns() {
        var keys = Section(.indexKeys)
        keys.append(
            SectionShape.indexKeys.columns.map { column in
                switch column.name {
                case "index_oid": .integer(7)
                case "expression": .text("(data ->> 'password'::text)")
                default: .null
                }
            })
        var columns = SecretColumns()
        columns.learn(keys)
        for shape in [SectionShape.rawStatistics, .indexProbes] {
            let name = shape.columns.first { $0.privacy == .values }?.name ?? ""
            let left = columns.remove(from: Self.section(shape, [name: "{hunter2}"]))
            #expect(left[0, name].text == nil, "\(shape.name)")
        }
    }

    /// A materialized view of such a member holds it under any name.
    @Test func viewsOfMembersAreSecretColumns() {
        func section(_ shape: SectionShape, _ values: [String: Value]) -> Section {
            var section = Section(shape)
            section.append(shape.columns.map { values[$0.name] ?? .null })
            return section
        }
        var columns = SecretColumns()
        columns.learn(
            section(
                .views,
                ["oid": .integer(9), "definition": .text(" SELECT (t.h OPERATOR(public.->) 'otp'::text) AS x FROM t")]))
        columns.learn(section(.viewDependencies, ["view_oid": .integer(9), "relation_oid": .integer(4)]))
        let statistics = section(
            .rawStatistics, ["owner_oid": .integer(9), "number": .integer(1), "values1": .text("{hunter2}")])
        #expect(columns.remove(from: statistics)[0, "values1"].text == nil)
    }
}
