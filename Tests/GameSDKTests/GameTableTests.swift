import CGameABI
import CGameImage
import Testing
import WorldFixtures

@testable import GameSDK

private struct StepError: Error {}

/// A game that uses each part of the contract.
private struct Counting: Game {
  enum Action: Int, GameAction {
    case up = 0
    case down
    case boost = 5
  }

  static let ticksPerSecond = 30
  static let minTerminalSize = TerminalSize(columns: 60, rows: 0)
  static let renames = [Rename.field(of: "Item", from: "old", to: "value"), .type(from: "Thing", to: "Item")]
  static let defaults = [FieldDefault.field(of: "Item", "weight", 2.5 as Float)]
  var steps = 0

  mutating func start(_ world: inout PoolWorld, _ setup: Setup) {
    world.marker = Int32(setup.random.next(in: 100..<200))
  }

  mutating func step(_ world: inout PoolWorld, _ tick: Tick<Action>) throws {
    steps += 1
    if tick.active(.up) { world.marker += 1 }
    if tick.pressed(.boost) { world.items.append(Item(value: Int32(tick.number), weight: tick.dt, tag: 0)) }
    if tick.released(.down) { throw StepError() }
    if tick.held(.down) { tick.requestQuit() }
    if let mouse = tick.mouse { world.marker = Int32(mouse.column * 100 + mouse.row) }
  }

  func draw(_ world: PoolWorld, on canvas: inout Canvas) {
    canvas.text("\(world.items.elements.map(\.value)) \(steps)", column: 0, row: 0)
  }

  func inspect(_ world: PoolWorld, at cell: PictureCell) throws -> String? {
    if cell.row == 9 { throw StepError() }
    return cell.row == 0 ? nil : "items[\(cell.column)] of \(cell.canvasSize.columns)×\(cell.canvasSize.rows)"
  }

  func mayReload(_ world: PoolWorld) throws -> Bool {
    if world.marker == 9 { throw StepError() }
    return world.marker != 8
  }

  mutating func afterReload(_ world: inout PoolWorld, _ reload: Reload) throws {
    Log.info("\(reload.cause) \(reload.fromGeneration)-\(reload.toGeneration) \(reload.changedFiles)")
  }
}

private struct Plain: Game {
  typealias Action = NoAction
  func start(_ world: inout PoolWorld, _ setup: Setup) {}
  func step(_ world: inout PoolWorld, _ tick: Tick<Action>) {}
  func draw(_ world: PoolWorld, on canvas: inout Canvas) {}
}

private struct BadActions: Game {
  enum Action: Int, GameAction { case far = 64 }
  func start(_ world: inout PoolWorld, _ setup: Setup) {}
  func step(_ world: inout PoolWorld, _ tick: Tick<Action>) {}
  func draw(_ world: PoolWorld, on canvas: inout Canvas) {}
}

private struct BadSize: Game {
  typealias Action = NoAction
  static let minTerminalSize = TerminalSize(columns: 80, rows: -1)
  func start(_ world: inout PoolWorld, _ setup: Setup) {}
  func step(_ world: inout PoolWorld, _ tick: Tick<Action>) {}
  func draw(_ world: PoolWorld, on canvas: inout Canvas) {}
}

@Suite("Game table")
struct GameTableTests {
  /// Gives the body the table of a game, a fresh world and a host.
  private func play<G: Game>(
    _ game: G.Type, _ body: (GameTable, UnsafeMutablePointer<WorldHeader>, TestHost) throws -> Void
  ) rethrows {
    let arena = TestArena<G.World>()
    let host = TestHost()
    hotloop_image_lock()
    defer { hotloop_image_unlock() }
    unsafe Host.table = host.table
    let before = unsafe GameRegistration.game
    GameRegistration.enter(RunningGame<G>())
    defer { if let before { GameRegistration.enter(before) } }
    try unsafe body(GameTable(describing: GameDescription(of: G.self)), arena.header, host)
  }

  private func tick(
    _ number: UInt64, held: UInt64 = 0, pressed: UInt64 = 0, released: UInt64 = 0, column: Int16 = -1
  )
    -> TickInfo
  {
    TickInfo(
      tick: number, dt: 0.5,
      input: InputSample(
        held: held, pressed: pressed, released: released, mouse_column: column, mouse_row: 3, mouse_buttons: 1
      ))
  }

  @Test("The table describes the game")
  func theTableDescribesTheGame() {
    unsafe play(Counting.self) { table, _, _ in
      #expect(unsafe String(cString: table.name) == "Counting")
      #expect(unsafe table.defect == nil && table.ticks_per_second == 30 && table.world_version == 1)
      #expect(unsafe table.min_columns == 60 && table.min_rows == 0)
      let names = unsafe (0..<Int(table.action_count)).map { unsafe String(cString: table.actions[$0]!) }
      #expect(names == ["up", "down", "", "", "", "boost"])
      #expect(unsafe table.rename_count == 2)
      #expect(unsafe String(cString: table.renames[0].type_name) == "Item")
      #expect(unsafe table.renames[1].type_name == nil)
      #expect(unsafe table.default_count == 1 && table.defaults[0].size == 4)
      #expect(unsafe String(cString: table.defaults[0].type_name) == "Item")
      #expect(unsafe String(cString: table.defaults[0].field) == "weight")
      #expect(unsafe table.defaults[0].bytes.load(as: Float.self) == 2.5)
      #expect(unsafe String(cString: table.layout.pointee.structs[0].name) == "PoolWorld")
    }
  }

  @Test("The callbacks call the game with the input of the tick")
  func callbacksReachTheGame() {
    unsafe play(Counting.self) { table, world, host in
      let own = unsafe UnsafeMutableRawPointer(world).assumingMemoryBound(to: PoolWorld.self)
      #expect(unsafe table.start(world) == HotloopStatusOK)
      let marker = unsafe own.pointee.marker
      #expect((100..<200).contains(marker))
      var info = tick(0, held: 1)
      #expect(unsafe table.step(world, &info) == HotloopStatusOK)
      info = tick(1, pressed: 1 | 1 << 5)
      #expect(unsafe table.step(world, &info) == HotloopStatusOK)
      #expect(unsafe own.pointee.marker == marker + 2)
      #expect(unsafe own.pointee.items.count == 1)
      info = tick(2, held: 2, column: 7)
      #expect(unsafe table.step(world, &info) == HotloopStatusOK)
      #expect(unsafe own.pointee.marker == 703)
      #expect(host.quitRequests == 1)
    }
  }

  @Test("The inspect callback passes the path that the game returns")
  func inspection() {
    unsafe play(Counting.self) { table, world, host in
      func ask(row: UInt32) -> (HotloopStatus, String?) {
        var path: String?
        let status = unsafe withUnsafeMutablePointer(to: &path) { path in
          var info = unsafe InspectionInfo()
          unsafe (info.column, info.row, info.columns, info.rows) = (7, row, 80, 23)
          unsafe info.context = UnsafeMutableRawPointer(path)
          unsafe info.found = { context, text, length in
            let bytes = unsafe UnsafeRawBufferPointer(start: text, count: length)
            unsafe context?.assumingMemoryBound(to: String?.self).pointee = String(
              decoding: bytes, as: UTF8.self)
          }
          return unsafe table.inspect(world, &info)
        }
        return (status, path)
      }
      #expect(ask(row: 3) == (HotloopStatusOK, "items[7] of 80×23"))
      #expect(ask(row: 0) == (HotloopStatusNone, nil))
      #expect(ask(row: 9) == (HotloopStatusFailed, nil))
      #expect(host.log.contains { $0.contains("inspect failed: StepError()") }, "\(host.log)")
    }
  }

  @Test("A game is asked whether a save may be swapped in; without an answer of its own it may")
  func mayReload() {
    func ask(_ table: GameTable, _ world: UnsafeMutablePointer<WorldHeader>) -> (HotloopStatus, UInt32) {
      var question = ReloadQuestion(struct_size: 8, must_wait: 0)
      return (unsafe table.may_reload(world, &question), question.must_wait)
    }
    unsafe play(Counting.self) { table, world, host in
      let marker = unsafe UnsafeMutableRawPointer(world).assumingMemoryBound(to: PoolWorld.self)
      #expect(unsafe ask(table, world) == (HotloopStatusOK, 0))
      unsafe marker.pointee.marker = 8
      #expect(unsafe ask(table, world) == (HotloopStatusOK, 1))
      unsafe marker.pointee.marker = 9
      #expect(unsafe ask(table, world) == (HotloopStatusFailed, 0))
      #expect(host.log.contains { $0.contains("mayReload failed: StepError()") }, "\(host.log)")
    }
    unsafe play(Plain.self) { table, world, _ in
      #expect(unsafe ask(table, world) == (HotloopStatusOK, 0))
    }
  }

  @Test("The draw callback draws the world")
  func drawingShowsTheWorld() {
    unsafe play(Counting.self) { table, world, _ in
      var info = tick(4, pressed: 1 << 5)
      _ = unsafe table.step(world, &info)
      var cells = [Cell](repeating: Cell(glyph: 0x20, fore: 0, back: 0, style: 0), count: 10)
      unsafe cells.withUnsafeMutableBufferPointer { buffer in
        var frame = unsafe Frame(cells: buffer.baseAddress, columns: 10, rows: 1, alpha: 0, unused: 0)
        #expect(unsafe table.draw(world, &frame) == HotloopStatusOK)
      }
      #expect(cells.compactMap { Unicode.Scalar($0.glyph).map(String.init) }.joined() == "[4] 1     ")
    }
  }

  @Test("An error thrown by a callback is logged, and the callback returns failed")
  func anErrorIsLoggedAndTheCallHasFailed() {
    unsafe play(Counting.self) { table, world, host in
      var info = tick(0, released: 2)
      #expect(unsafe table.step(world, &info) == HotloopStatusFailed)
      #expect(host.log == ["step failed: StepError()"])
    }
  }

  @Test("The reload callbacks get the cause, the generations and the changed files")
  func reloadHooksAreToldWhatChanged() {
    unsafe play(Counting.self) { table, world, host in
      unsafe "Game/Player.swift".withCString { file in
        unsafe withUnsafePointer(to: Optional(file)) { files in
          // That of a host of before there were modules; what follows is not read.
          var info = unsafe ReloadInfo()
          unsafe info.struct_size = 40
          unsafe info.cause = ReloadCauseSave
          unsafe (info.from_generation, info.to_generation) = (3, 4)
          unsafe (info.changed_files, info.changed_file_count) = unsafe (files, 1)
          unsafe (info.changed_modules, info.changed_module_count) = unsafe (files, 1_000_000)
          #expect(unsafe table.before_reload(world, &info) == HotloopStatusOK)
          #expect(unsafe table.after_reload(world, &info) == HotloopStatusOK)
        }
      }
      #expect(host.log == ["save 3-4 [\"Game/Player.swift\"]"])
      var none = unsafe ReloadInfo()
      #expect(unsafe table.after_reload(world, &none) == HotloopStatusOK)
      #expect(host.log.last == "force 0-0 []")
    }
  }

  @Test("A game without a migration returns none")
  func aGameWithoutAMigrationSaysThatThereIsNone() {
    unsafe play(Counting.self) { table, world, host in
      var info = unsafe MigrationInfo()
      // As a host of the first contract passes it, and as this one.
      unsafe info.struct_size = UInt32(MemoryLayout<MigrationInfo>.offset(of: \.first_world) ?? 0)
      unsafe info.new_world = unsafe world
      #expect(unsafe table.migrate(&info) == HotloopStatusNone)
      unsafe info.struct_size = UInt32(MemoryLayout<MigrationInfo>.size)
      #expect(unsafe table.migrate(&info) == HotloopStatusNone)
      #expect(host.log.isEmpty)
    }
  }

  @Test("The table of an unusable game contains only the reason")
  func aGameThatCannotBeUsedSaysWhy() {
    unsafe play(BadActions.self) { table, _, _ in
      #expect(
        unsafe String(cString: table.defect).contains(
          "action `far` has the raw value 64; it must be from 0 to 63"))
      #expect(unsafe table.step == nil && table.abi_version == HOTLOOP_ABI_VERSION)
    }
  }

  @Test("A minimum size that no terminal can have is a defect; without one, every size will do")
  func minimumSize() {
    unsafe play(BadSize.self) { table, _, _ in
      #expect(unsafe String(cString: table.defect).contains("minTerminalSize is 80×-1"))
    }
    #expect(BadActions.minTerminalSize == .any)
  }

  @Test("The entry rejects a host of another contract version")
  func aHostOfAnotherVersionIsRefused() {
    var host = unsafe TestHost().table.pointee
    unsafe host.abi_version = HOTLOOP_ABI_VERSION + 1
    #expect(unsafe hotloopGameEntry(&host) == nil)
    #expect(unsafe hotloopGameEntry(nil) == nil)
  }
}
