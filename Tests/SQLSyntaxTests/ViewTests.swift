import Model
import Testing

@Suite struct ViewTests {
    @Test func viewsAreExpandedToTheirTables() {
        let described = Described("SELECT title FROM live_posts WHERE author = $1")
        #expect(described.relations == ["live_posts read", "posts read through public.live_posts"])
        #expect(described.predicates == ["posts.deleted_at IS NULL null", "posts.author_id = parameter"])
        #expect(described.selected == ["posts.title"])
    }

    @Test func nestedViewsNameTheOneInTheStatement() {
        let described = Described("SELECT 1 FROM titles WHERE label = $1")
        #expect(
            described.relations == [
                "titles read", "live_posts read through public.titles", "posts read through public.titles",
            ])
        #expect(described.predicates == ["posts.deleted_at IS NULL null", "upper(posts.title) = parameter"])
    }

    @Test func joinsAndGroupingOfViewsAreFacts() {
        let described = Described("SELECT * FROM totals WHERE author = $1 AND posts > 5")
        #expect(described.joins == ["u.id = p.author_id inner"])
        #expect(described.groupBy == ["u.name"])
        #expect(described.predicates.suffix(2) == ["u.name = parameter", "?.posts > 5"])
    }

    @Test func habitsOfViewsAreNotTheStatements() {
        #expect(Described("SELECT author FROM totals").facts.features.isEmpty)
        #expect(Described("SELECT * FROM totals").facts.features == [.selectStar: 1])
    }

    @Test(arguments: ["loop_a", "loop_b"])
    func cyclesEnd(view: String) {
        let described = Described("SELECT id FROM \(view) WHERE id = $1")
        #expect(described.facts.kind == .select)
        #expect(described.facts.predicates.count == 1)
    }

    @Test func brokenViewIsTakenAsARelation() {
        let described = Described("SELECT id FROM broken WHERE id = $1")
        #expect(described.relations == ["broken read"])
        #expect(described.predicates == ["broken.id = parameter"])
    }

    @Test func changesThroughViewsNameTheView() {
        let described = Described("UPDATE live_posts SET title = $1 WHERE id = $2")
        #expect(described.relations == ["live_posts update"])
        #expect(described.written == ["live_posts.title"])
    }

    @Test func outerNamesAreInvisibleInside() {
        let described = Described("WITH posts AS (SELECT 1 AS id) SELECT 1 FROM live_posts, posts")
        #expect(described.relations == ["live_posts read", "posts read through public.live_posts"])
    }
}
