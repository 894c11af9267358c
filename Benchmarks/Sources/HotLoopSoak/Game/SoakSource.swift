/// What a soak writes into the game: a mark that identifies the running source, counters with known values, and faults.
struct SoakSource: Sendable, Equatable {
  /// The soak's own fields in `world.h`.
  struct Fields: Sendable, Equatable {
    var ticks = "int64_t"
    var markFirst = true
    var extra: String?

    static let tickTypes = ["int64_t", "int32_t", "uint64_t", "double"]
    static let extras: [String?] = [nil, "int32_t soak_extra", "double soak_extra", "uint8_t soak_extra[33]"]

    var declarations: String {
      let mark = "int64_t soak_mark;"
      let ticks = "\(ticks) soak_ticks;"
      let both = markFirst ? "\(mark) \(ticks)" : "\(ticks) \(mark)"
      return "\(both) int64_t soak_check; SoakItemPool soak_items; int32_t soak_last_id;"
        + (extra.map { " \($0);" } ?? "")
    }
  }

  /// Identifies the source; unique in a run.
  var mark: Int
  var fields = Fields()
  var items = SoakItems()
  var fault: (kind: SoakFault, callback: SoakCallback)? {
    get { kind.flatMap { kind in callback.map { (kind, $0) } } }
    set { (kind, callback) = (newValue?.kind, newValue?.callback) }
  }
  private var kind: SoakFault?
  private var callback: SoakCallback?

  init(mark: Int) { self.mark = mark }

  /// The modules that a game imports. Interpolated, so that tools do not take them for imports of this module.
  private static let sdkModule = "GameSDK"
  private static let worldModule = "World"

  /// The content of Game/Soak.swift.
  var swift: String {
    """
    import \(Self.sdkModule)
    import \(Self.worldModule)
    #if canImport(Glibc)
      import Glibc
    #endif

    enum Soak {
      static let mark: Int64 = \(mark)
      nonisolated(unsafe) static var zero = 0
      nonisolated(unsafe) static var count = 0

      static func deep(_ depth: Int) -> Int {
        let next = unsafe withUnsafeTemporaryAllocation(byteCount: 512, alignment: 16) { _ in deep(depth + 1) }
        return next &+ depth
      }

      static func step(_ world: inout World) {
        world.soak_ticks += 1
        world.soak_mark = mark
        world.soak_check = Int64(world.soak_ticks) &* 2_862_933_555_777_941_757
        SoakItems.step(&world)
        \(statement(in: .step))
      }

      static func draw(_ world: borrowing World) { \(statement(in: .draw)) }
      static func beforeReload(_ world: inout World) { \(statement(in: .beforeReload)) }
      static func afterReload(_ world: inout World) { \(statement(in: .afterReload)) }
    }

    \(items.swift)
    """
  }

  private func statement(in callback: SoakCallback) -> String {
    self.callback == callback ? kind?.statement ?? "" : ""
  }

  /// The value of `world.soak_check` when `world.soak_ticks` is `ticks`.
  static func check(ticks: Int) -> Int { Int(Int64(ticks) &* 2_862_933_555_777_941_757) }
}
