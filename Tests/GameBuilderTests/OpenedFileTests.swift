import Testing

@testable import GameBuilder

/// Times are in milliseconds.
@Suite struct OpenedFileTests {
  private var file = OpenedFile()

  private mutating func open(_ names: [(String, Int)]) {
    for (name, time) in names { file.note(name, at: UInt64(time) * 1_000_000) }
  }

  private mutating func taken(at time: Int) -> String? { file.take(at: UInt64(time) * 1_000_000) }

  @Test mutating func `A file that is opened alone is found once`() {
    open([("a", 1000), ("a", 1001)])
    #expect(taken(at: 1010) == nil)
    #expect(file.end != nil)
    #expect(taken(at: 1020) == "a")
    #expect(file.end == nil && taken(at: 1021) == nil)
  }

  @Test mutating func `Files that are opened together are ignored, and so are those that follow at once`() {
    open([("a", 1000), ("b", 1001)])
    #expect(file.end == nil && taken(at: 2000) == nil)
    for time in stride(from: 1002, to: 2000, by: 100) { open([("c", time)]) }
    #expect(taken(at: 2020) == nil)
    open([("d", 3000)])
    #expect(taken(at: 3020) == "d")
  }

  @Test mutating func `What a language server opens after the editor does not hide the editor's file`() {
    open([("a", 1000), ("b", 1050), ("c", 1051)])
    #expect(taken(at: 1060) == "a")
    open([("d", 1100)])
    #expect(taken(at: 1200) == nil)
  }

  @Test mutating func `A file that is written is not found`() {
    open([("a", 1000)])
    file.forget("b")
    file.forget("a")
    #expect(file.end == nil && taken(at: 1020) == nil)
  }
}
