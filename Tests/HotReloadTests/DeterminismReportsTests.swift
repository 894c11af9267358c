import Engine
import Testing
import WorldState

@testable import HotReload

@Suite("Reports about steps")
struct DeterminismReportsTests {
  private final class Reports {
    private var reports = DeterminismReports()

    func isNew(_ paths: String..., generation: UInt64 = 1) -> Bool {
      reports.isNew(
        HostEvent.Nondeterminism(generation: generation, tick: 1),
        fields: paths.map { WorldDifference(path: $0, before: "1", after: "2") })
    }

    func isNew(gap: String? = nil, failure: String? = nil) -> Bool {
      var event = HostEvent.Nondeterminism(generation: 1, tick: 1)
      (event.gap, event.failure) = (gap, failure)
      return reports.isNew(event, fields: [])
    }
  }

  @Test("A field is reported once per generation, whichever element has it")
  func once() {
    let reports = Reports()
    #expect(reports.isNew("a", "sparks[3].age"))
    #expect(!reports.isNew("sparks[7].age"))
    #expect(!reports.isNew("a"))
    #expect(reports.isNew("a", "sparks[7].value"))
    #expect(reports.isNew("a", generation: 2))
    #expect(!reports.isNew("a"))
  }

  @Test("Padding and ticks that do not return are reported once per generation, beside fields")
  func others() {
    let reports = Reports()
    #expect(reports.isNew(gap: "World, behind a"))
    #expect(!reports.isNew(gap: "World, behind b"))
    #expect(reports.isNew(failure: "crashed"))
    #expect(!reports.isNew(failure: "called exit(3)"))
    #expect(reports.isNew("a"))
  }

  @Test("One generation gets a few reports at most")
  func limit() {
    let reports = Reports()
    #expect((0..<20).count { reports.isNew("field\($0)") } == DeterminismReports.maxReports)
  }

  @Test("Indices are taken out of paths")
  func paths() {
    #expect(DeterminismReports.field("a[1].b[20][3].c") == "a.b.c")
    #expect(DeterminismReports.field("header.tick") == "header.tick")
  }
}
