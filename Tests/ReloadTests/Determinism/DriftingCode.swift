import Foundation

/// Code for the game of the tests whose step depends, or seems to depend, on something outside the world.
enum DriftingCode: String, CaseIterable, Sendable {
  case clock, variable, setOrder, dictionaryOrder, hashValue, padding, crash, exit, notDerived

  /// What replaces the line of `step` that moves the world.
  var statement: String {
    switch self {
    case .clock:
      "var time = timespec(); unsafe clock_gettime(CLOCK_MONOTONIC, &time); world.pushes = Int32(time.tv_nsec)"
    case .variable: "Outside.count += 1; world.pushes = Outside.count"
    case .setOrder: "for name in Set(0..<30 as Range<Int32>) { world.pushes = world.pushes &* 31 &+ name }"
    case .dictionaryOrder:
      "for (name, _) in [1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7] { world.pushes = world.pushes &* 31 &+ Int32(name) }"
    case .hashValue: "world.pushes = Int32(truncatingIfNeeded: \"spark\".hashValue)"
    case .padding: "scribble(&world)"
    case .crash: "if Trial.isRunning, tick.number > 20 { fatalError(\"only there\") }"
    case .exit: "if Trial.isRunning, tick.number > 20 { _exit(3) }"
    // A value that the game has from earlier ticks, and that afterReload does not make again.
    case .notDerived: "memory += 1; world.pushes = memory"
    }
  }

  /// Beside the game.
  static let declarations = """
    import Glibc

    enum Outside { nonisolated(unsafe) static var count: Int32 = 0 }

    /// Writes a whole spark whose padding has what was in memory before.
    func scribble(_ world: inout World) {
      let space = unsafe UnsafeMutablePointer<Spark>.allocate(capacity: 1)
      defer { unsafe space.deallocate() }
      unsafe UnsafeMutableRawPointer(space).initializeMemory(
        as: UInt64.self, repeating: UInt64(UInt(bitPattern: space)) &* 0x9E37_79B9_7F4A_7C15, count: 1)
      unsafe space.pointee.flag = 1
      unsafe space.pointee.value = 7
      unsafe withUnsafeMutablePointer(to: &world.sparks[2]) { unsafe $0.update(from: space, count: 1) }
    }
    """

  /// The field that a report names; nil if it is about something else.
  var field: String? {
    switch self {
    case .padding, .crash, .exit: nil
    default: "pushes"
    }
  }

  /// Statements of step that use the same things correctly.
  static let harmless = """
    for name in Set(0..<30 as Range<Int32>).sorted() { world.pushes = world.pushes &* 31 &+ name }
    let counts = ["a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6] as [String: Int32]
    world.pushes &+= counts.values.reduce(0, &+)
    if let most = counts.max(by: { $0.value < $1.value }) { world.pushes &+= Int32(most.key.utf8.first!) }
    for spark in world.sparks.indices { Outside.squares[Int(spark)] = Int32(spark * spark) }
    let parts = Mutex<[Int: Int32]>([:])
    DispatchQueue.concurrentPerform(iterations: 8) { part in
      let sum = (0..<100 as Range<Int32>).reduce(Int32(part), &+)
      parts.withLock { $0[part] = sum }
    }
    for part in 0..<8 {
      world.pushes = world.pushes &* 3 &+ parts.withLock { $0[part] ?? 0 } &+ (Outside.squares[part] ?? 0)
    }
    """

  static let harmlessDeclarations = """
    import Dispatch
    import Synchronization

    /// A cache: what is in it depends on its key alone.
    enum Outside { nonisolated(unsafe) static var squares: [Int: Int32] = [:] }
    """
}

extension TestPackage {
  private static let game = "Game/Beacon.swift"
  private static let line = "world.distance += Speed.perTick"

  /// Replaces the game's source by that of the fixture with other code in `step`.
  func drift(_ code: DriftingCode?) throws {
    let fixture = Self.repository.appendingPathComponent("Tests/Fixtures/Beacon/")
    var source = try String(contentsOf: fixture.appendingPathComponent(Self.game), encoding: .utf8)
    if let code {
      source = source.replacing(Self.line, with: Self.line + "; " + code.statement)
        .replacing("var sum: Int?", with: "var sum: Int?\n  var memory: Int32 = 0")
      source += "\n" + DriftingCode.declarations.replacing("import Glibc\n", with: "")
      source = "import Glibc\n" + source
    }
    try prepareSparks(&source)
    try save(Self.game, source)
  }

  /// Code in `step` that uses sets, dictionaries, variables and threads as it should.
  func driftHarmlessly() throws {
    let source = try read(Self.game).replacing(
      Self.line, with: Self.line + "\n" + DriftingCode.harmless)
    try save("Game/Outside.swift", DriftingCode.harmlessDeclarations)
    try save(Self.game, "import Dispatch\nimport Synchronization\n" + source)
  }

  /// A spark gets a field behind which there is padding.
  private func prepareSparks(_ source: inout String) throws {
    let header = "Game/World/include/world.h"
    let text = try read(header)
    if !text.contains("flag") {
      try save(
        header,
        text.replacing("  int32_t age;\n  int32_t value;\n", with: "  uint8_t flag;\n  int32_t value;\n"))
    }
    source = source.replacing("Spark(age: 0, value:", with: "Spark(flag: 0, value:")
      .replacing("sparks[index].age += 1", with: "sparks[index].flag &+= 1")
  }
}
