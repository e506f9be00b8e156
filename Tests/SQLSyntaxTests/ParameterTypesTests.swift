import SQLSyntax
import Testing

@Suite struct ParameterTypesTests {
    private func changes(_ types: inout ParameterTypes, after code: String?, _ message: String) -> Bool {
        types.change(after: code, message)
    }

    @Test func numbersBesideAnArithmeticSignComeFirst() {
        var types = ParameterTypes("SELECT $1 AS depth, t.depth + $2, date_trunc($3, now()) - interval $4 FROM t")
        #expect(changes(&types, after: "42883", "operator does not exist: text + unknown"))
        #expect(types.text == "SELECT $1 AS depth, t.depth + $2::integer, date_trunc($3, now()) - $4::interval FROM t")
        #expect(changes(&types, after: "42883", "operator does not exist: text + integer"))
        #expect(
            types.text
                == "SELECT $1::integer AS depth, t.depth + $2::integer, date_trunc($3::integer, now()) - $4::interval FROM t"
        )
        #expect(!changes(&types, after: "42883", "function date_trunc(integer, timestamp) does not exist"))
    }

    @Test func argumentsOfAFunctionThatIsNotUnique() {
        var types = ParameterTypes("INSERT INTO t SELECT i FROM generate_series($1, $2) AS i WHERE a = $3")
        #expect(changes(&types, after: "42725", "function generate_series(unknown, unknown) is not unique"))
        #expect(types.text == "INSERT INTO t SELECT i FROM generate_series($1::integer, $2::integer) AS i WHERE a = $3")
        #expect(!changes(&types, after: "42725", "the same"))
    }

    @Test func aParameterOfNoTypeIsTextAndIsTriedOnce() {
        var types = ParameterTypes("SELECT $1, $2")
        #expect(changes(&types, after: "42P18", "could not determine data type of parameter $2"))
        #expect(types.text == "SELECT $1, $2::text")
        #expect(!changes(&types, after: "42P18", "could not determine data type of parameter $2"))
    }

    @Test(arguments: ["42P01", "42601", nil])
    func otherErrorsAreNotAboutTypes(code: String?) {
        var types = ParameterTypes("SELECT 1 + $1")
        #expect(!changes(&types, after: code, "relation \"t\" does not exist"))
        #expect(types.text == "SELECT 1 + $1")
    }
}
