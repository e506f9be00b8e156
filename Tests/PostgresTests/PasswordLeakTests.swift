import Testing

@testable import Postgres

/// A password never comes out of a connection string, whatever is wrong with the string.
@Suite struct PasswordLeakTests {
    private static let marker = "Zq7xMARKERk9"

    /// Forms that people write, right and wrong; PW stands for the password.
    private static let templates = [
        "postgres://u:PW@h/db", "postgresql://u:PW@h:5432/db?sslmode=require",
        "postgres://u:PW@h:6432/db?pgbouncer=true&schema=PW", "postgres://u:PW@h/db?pool=PW&pasword=PW",
        "postgres://u:PW/x@h/db",
        "postgres://u:PW@x@h/db",
        "postgres://u:PW?x@h/db", "postgres://u:PW#x@h/db", "postgresql+psycopg2://u:PW@h/db", "postgres:/u:PW@h/db",
        "postgres//u:PW@h/db", "u:PW@h/db", "u:PW@h", "//u:PW@h/db", "jdbc:postgresql://h/db?user=u&password=PW",
        "jdbc:postgresql://u:PW@h/db", "host=h password=PW dbname=d", "host=h password = 'PW b'", "host=h password='PW",
        "host=h password=PW\\", "host=h;password=PW", "host=h,password=PW", "password PW host h", "host=h passwrd=PW",
        "Host=h;Username=u;Password=PW;Database=d", "postgres://h/db?password=PW", "postgres://h/db?sslpassword=PW",
        "postgres://h/db?pasword=PW", "postgres://h/db?password=PW&sslmode=nonsense", "postgres://h/db?sslmode=PW",
        "postgres://h:PW/db", "postgres://u:PW@h:port/db", "postgres://u%3APW@h/db",
        "postgres://u:%50W%2@h/db?password=PW",
        "postgres://u:PW%zz@h/db", "postgres://u:PW@[::1/db", "postgres://u:PW @h/db", "postgres://u:PW\n@h/db",
        "dbname=postgres://u:PW@h/db", "host=x dbname='postgres://u:PW@h/db'", "service=PW:x", "postgres://u:PW@/db",
        "dbname='d password=PW'", "user='u password=PW' host=h", "host='h password=PW'",
        "postgres://u:PW@h/db?host=/tmp&port=PW",
        "mysql://u:PW@h/db", "postgres://u:PW@\u{301}h/db", "postgres://u:PW/\u{301}@h/db", "POSTGRES://u:PW@h/db",
        " postgres://u:PW@h/db", "\"postgres://u:PW@h/db\"", "DATABASE_URL=postgres://u:PW@h/db",
        "postgres://u:PW@h1,h2:x/db",
        "postgres://u:PW@h/db/x", "u:PW", "postgres:u:PW@h", "postgres://@u:PW@h/db", "postgres://u::PW@h/db",
        "hostaddr=1.2.3.4 host=h,i password=PW", "connect_timeout=PW host=h", "keepalives=PW host=h",
        "target_session_attrs=PW",
        "postgres://u:PW@h/db?options=-c%20x", "postgres://u@h/db?options=PW",
        "host=h options='-c a.b=PW --PW -cPW -c PW'",
        "host=h options='-c a.b=x\\ PW\\\\'", "postgres://u@h/db?options=--a.b%3DPW",
        "sslkey=/x:PW@y host=h sslmode=verify-full", "gssencmode=PW",
        "channel_binding=PW",
        "require_auth=PW", "requirepeer=PW host=h", "port=PW", "port=1PW", "host=PW@h", "host=u:PW@h", "host=u:PW",
        "user=u:PW",
    ]

    /// Signs whose loss or doubling turns one form into another.
    private static let signs = Array(":/@?&=#%'\" \\,;[]")

    /// A repeatable source of chance.
    private struct Chance: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    /// What may be printed of it: the whole of a name that stands where a name of that kind belongs. Nobody can tell that
    /// `postgres://secret@host` means a password.
    private static func isPlainName(_ text: String) -> Bool {
        text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.'/, ".contains($0)) }
    }

    private func check(_ text: String, isMutated: Bool = false) {
        do throws(PostgresError) {
            let options = try ConnectionOptions(text, environment: [:])
            var dumped = ""
            dump(options, to: &dumped)
            let printed = ["\(options)", String(reflecting: options), options.targetName, dumped]
            let names = [options.user, options.database] + options.host.split(separator: ",").map(String.init)
            // A mutation can put the marker where only a name can stand.
            if isMutated, names.contains(where: { $0.contains(Self.marker) && Self.isPlainName($0) }) { return }
            #expect(!printed.joined().contains(Self.marker), "\(text.debugDescription)")
            for failure in Self.failures(options) {
                let error = ConnectFailure.error(
                    failure, needsPassword: false, options: options, passwordInUse: Self.marker)
                #expect(!"\(error)".contains(Self.marker), "\(text.debugDescription): \(failure)")
            }
        } catch {
            let parts = [error.description, String(reflecting: error), error.message, error.remedy]
            #expect(!parts.joined().contains(Self.marker), "\(text.debugDescription)")
            #expect(error.kind == .invalidOptions)
            #expect(error.remedy.contains("postgres://"), "it says which form is expected")
        }
    }

    /// What libpq and servers say, with the password in the places where they have been seen to put parts of a string.
    private static func failures(_ options: ConnectionOptions) -> [String] {
        [
            "could not translate host name \"\(marker)\" to address: Name or service not known\n",
            "invalid sslmode value: \"\(marker)\"\n", "invalid port number: \"\(marker)\"\n",
            "connection to server at \"h\" (1.2.3.4), port 5432 failed: FATAL:  28P01: password authentication failed for user \"\(marker)\"\n",
            "connection to server at \"h\", port 5432 failed: FATAL:  3D000: database \"x \(marker)\" does not exist\n",
            "connection to server at \"h\", port 5432 failed: FATAL:  XX000: you sent \(marker)\n",
            "certificate file \"\(marker)\" does not exist\n",
            "connection to server at \"h\", port 5432 failed: FATAL:  42601: invalid command-line argument for server process: \(marker)\n",
            "connection to server at \"h\", port 5432 failed: FATAL:  42601: --\(marker) requires a value\n",
            "connection to server at \"h\", port 5432 failed: FATAL:  22023: unrecognized configuration parameter \"\(marker)\"\n",
        ]
    }

    @Test(arguments: [
        (
            "-c work_mem=41115kB", "41115 kB is outside the valid range for \"work_mem\"",
            "… kB is outside the valid range for \"…\""
        ),
        ("-c jit=off -c x=abc", "no offer of abc or abcd", "no offer of … or abcd"),
        ("", "no such thing", "no such thing"),
    ])
    func partsOfOptionsGo(_ options: String, _ message: String, _ shown: String) throws {
        let options = try ConnectionOptions("host=h options='\(options)'", environment: [:])
        let error = ConnectFailure.error("failed: FATAL:  22023: \(message)\n", needsPassword: false, options: options)
        #expect(error.message.hasSuffix(shown), "\(error.message)")
    }

    @Test(arguments: templates)
    func formsThatPeopleWrite(_ template: String) {
        check(template.replacing("PW", with: Self.marker))
        do throws(PostgresError) {
            _ = try ConnectionOptions(environment: ["DATABASE_URL": template.replacing("PW", with: Self.marker)])
        } catch {
            #expect(!"\(error)".contains(Self.marker))
        }
    }

    @Test func thousandsOfMutations() {
        var chance = Chance(state: 20_261_130)
        for _ in 0..<6_000 {
            let template = Self.templates[Int.random(in: Self.templates.indices, using: &chance)]
            var text = Array(template.replacing("PW", with: Self.marker))
            for _ in 0..<Int.random(in: 1...3, using: &chance) { Self.mutate(&text, &chance) }
            guard String(text).contains(Self.marker) else { continue }
            check(String(text), isMutated: true)
        }
    }

    /// Takes a sign away, puts one in, doubles one, or swaps two characters, never inside the marker.
    private static func mutate(_ text: inout [Character], _ chance: inout Chance) {
        let places = text.indices.filter { signs.contains(text[$0]) }
        switch Int.random(in: 0..<4, using: &chance) {
        case 0: if let place = places.randomElement(using: &chance) { text.remove(at: place) }
        case 1:
            if let sign = signs.randomElement(using: &chance) {
                text.insert(sign, at: Int.random(in: 0...text.count, using: &chance))
            }
        case 2: if let place = places.randomElement(using: &chance) { text.insert(text[place], at: place) }
        default:
            if let one = places.randomElement(using: &chance), let other = places.randomElement(using: &chance) {
                text.swapAt(one, other)
            }
        }
    }

    @Test func aGoodStringStillWorks() throws {
        for target in [
            "postgres://u:p%40w%2Fx@h:6432/db", "postgres://u:p?w@h:6432/db",
            "host=h port=6432 user=u dbname=db password='p@w /x'",
            "postgresql://u@h:6432/db?password=p%40w&sslmode=require",
        ] {
            let options = try ConnectionOptions(target, environment: [:])
            #expect(options.description == "u@h:6432/db", "\(target)")
        }
        for (target, name) in [
            ("postgres://%2Frun%2Fpg/db?user=a%40b.example", "/run/pg:5432/db"),
            ("postgres://[::1]:5433/db", "::1:5433/db"),
            ("postgres://a:1,b:2/db", "a,b:1,2/db"),
            ("host=/cloudsql/p:r:i user=x@y.iam dbname=d", "/cloudsql/p:r:i:5432/d"),
            ("dbname='my db'", "/var/run/postgresql:5432/my db"),
            ("postgres://münchen.example/größe", "münchen.example:5432/größe"),
            ("host=@abstract dbname=d", "@abstract:5432/d"),
        ] {
            #expect(try ConnectionOptions(target, environment: [:]).targetName == name, "\(target)")
        }
    }
}
