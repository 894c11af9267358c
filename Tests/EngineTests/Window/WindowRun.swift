import CGameABI
import Synchronization

@testable import Engine

/// Where the content of a window goes in tests.
final class TestOutlet: WindowOutlet {
  private struct State {
    var isBusy = false
    var contents: [WindowContent] = []
    var hasLeft = false
    var drops = 0
  }

  private let state = Mutex(State())

  var isBusy: Bool {
    get { state.withLock { $0.isBusy } }
    set { state.withLock { $0.isBusy = newValue } }
  }
  func show(_ content: WindowContent) { state.withLock { $0.contents.append(content) } }
  func leave() { state.withLock { $0.hasLeft = true } }
  func drop() { state.withLock { $0.drops += 1 } }

  var contents: [WindowContent] { state.withLock { $0.contents } }
  var hasLeft: Bool { state.withLock { $0.hasLeft } }
  var drops: Int { state.withLock { $0.drops } }
}

/// Windows on a clock of the test, without a loop.
final class WindowRun {
  let game = RecordingGame()
  let board = OverlayBoard(clock: ManualClock(start: 0))
  let outlet = TestOutlet()
  let windows: AttachedWindows
  private(set) var performed: [HostCommand] = []
  private var screen = WindowScreen()
  private let time = Time()

  private final class Time {
    var now: UInt64 = 1_000_000_000
  }

  init(_ page: WindowPage = .problems, columns: Int = 80, rows: Int = 24) {
    windows = AttachedWindows(game: game, board: board) { [time] in time.now }
    _ = windows.attach(outlet, page: page, size: CellSize(columns: columns, rows: rows))
  }

  func wait(milliseconds: UInt64) { time.now += milliseconds * 1_000_000 }

  /// One iteration of the loop, with much time left.
  @discardableResult
  func read(left: UInt64 = 16_000_000) -> Bool {
    windows.read(.builtIn, left: left, isPaused: false)
  }

  func press(_ keys: Key...) {
    for key in keys {
      if let command = windows.receive(.key(key, .press, base: nil), from: outlet, .builtIn) {
        performed.append(command)
      }
    }
  }

  func type(_ text: String) { for scalar in text.unicodeScalars { press(Key(.character(scalar))) } }

  /// What the window shows now.
  var picture: String {
    wait(milliseconds: 1_000)
    let count = outlet.contents.count
    read()
    for content in outlet.contents[min(drawn, count)...] { screen.draw(content) }
    drawn = outlet.contents.count
    return screen.picture.text
  }
  private var drawn = 0

  /// The picture without spaces at the ends of its lines.
  var trimmed: String {
    picture.split(separator: "\n").map {
      $0.reversed().drop { $0 == " " }.reversed().map(String.init).joined()
    }
    .joined(separator: "\n")
  }

  var rows: [String] { picture.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
  var page: WindowPage? {
    _ = picture
    return outlet.contents.last?.page
  }
}
