import Testing
import Twin

@Suite struct TwinErrorTests {
    @Test func anErrorSaysWhatToDo() {
        let error = TwinError("The snapshot holds no schema", remedy: "Collect it anew")
        #expect(error.description == "The snapshot holds no schema. Collect it anew")
    }
}
