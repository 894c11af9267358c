import JSONSchema
import Testing

@testable import HotLoopBench

struct BenchReportTests {
  @Test("The JSON of a report is as its schema says")
  func json() throws {
    var figure = BenchFigure(bench: "swap", name: "64 KiB", figure: "p99", value: 0.25, unit: "ms")
    var report = BenchReport(figures: [figure])
    figure.floor = 0.5
    report.figures.append(figure)
    try JSONSchema("bench").check(report.json)
    #expect(report.json.contains("\"ratio\":null") && report.json.contains("\"ratio\":0.5"))
  }
}
