/// The measured times of one kind of edit.
struct ReloadTimes {
  /// Times of CLOCK_MONOTONIC in nanoseconds; 0 before the stage is reached.
  struct Stages {
    var saved: UInt64
    var started: UInt64 = 0
    var built: UInt64 = 0
    var swapped: UInt64 = 0
    var frame: UInt64 = 0
  }

  private var whole = Samples()
  private var toCompiler = Samples()
  private var building = Samples()
  private var toSwap = Samples()
  private var toFrame = Samples()
  private var floor = Samples()

  mutating func add(_ stages: Stages) {
    whole.add(nanoseconds: stages.frame - stages.saved)
    toCompiler.add(nanoseconds: stages.started - stages.saved)
    building.add(nanoseconds: stages.built - stages.started)
    toSwap.add(nanoseconds: stages.swapped - stages.built)
    toFrame.add(nanoseconds: stages.frame - stages.swapped)
  }

  mutating func addFloor(_ times: BareBuild.Times) { floor.add(nanoseconds: times.total) }

  /// - Parameter beginsRun: whether the first of these edits was the first one of its host.
  func figures(name: String, beginsRun: Bool) -> [BenchFigure] {
    func figure(_ figure: String, _ value: Double, _ floor: Double? = nil) -> BenchFigure {
      BenchFigure(bench: "reload", name: name, figure: figure, value: value, unit: "ms", floor: floor)
    }
    let first = beginsRun ? [figure("first save of the run", whole.first, whole.median)] : []
    return first + [
      figure("save-to-frame", whole.median, floor.median),
      figure("save-to-frame-p99", whole.p99, floor.p99),
      figure("of that: to the compiler", toCompiler.median),
      figure("of that: compile and link", building.median, floor.median),
      figure("of that: load, to the swap", toSwap.median),
      figure("of that: to the frame", toFrame.median),
    ]
  }

  /// Of edits after a pause: against the bare compiler after the same pause, and both against themselves without one.
  func figures(name: String, afterPause seconds: UInt32, without: ReloadTimes) -> [BenchFigure] {
    func figure(_ figure: String, _ value: Double, _ floor: Double) -> BenchFigure {
      BenchFigure(bench: "reload", name: name, figure: figure, value: value, unit: "ms", floor: floor)
    }
    return [
      figure("after \(seconds) s, against the compiler after \(seconds) s", whole.median, floor.median),
      figure("after \(seconds) s, against a save without the pause", whole.median, without.whole.median),
      figure("the compiler after \(seconds) s, against itself", floor.median, without.floor.median),
    ]
  }
}
