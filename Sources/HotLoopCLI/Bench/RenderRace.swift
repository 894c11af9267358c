import CGameABI
import CRenderFloors
import Engine
import Foundation
import Glibc
import HostSystem
import TerminalRenderer

/// One case of `bench render`: a scene, drawn by our encoder and by the programs in C, in turns, each into a
/// pseudoterminal of its own.
struct RenderRace {
  let scene: RenderScene
  let size: CellSize
  let color: TerminalOptions.Color

  /// Such as "plasma-200x60-truecolor".
  var name: String { "\(scene.rawValue)-\(size.columns)x\(size.rows)-\(color.rawValue)" }

  enum Drawer: CaseIterable {
    case ours, tunedNcurses, plainNcurses, bareWriter
  }

  /// What one of them took.
  struct Result {
    /// CPU time of the drawing thread for one frame, a sample a round.
    var cpu = Samples()
    /// Time from the first frame to the last of a round, for one frame.
    var wall = Samples()
    var bytesPerFrame = 0.0
  }

  /// - Parameters:
  ///   - frames: so many pictures are drawn after the first, which is not counted.
  ///   - rounds: and that so often by each, in turns.
  func run(frames: Int, rounds: Int) throws -> [Drawer: Result] {
    let pictures = (0...frames).map { scene.picture($0, size: size) }
    // The programs in C are given what is to be sent, so that choosing colours is our work alone.
    let translator = PictureEncoder(color: color)
    let translated = pictures.map { picture in
      translator.encode(picture)
      return translator.shown
    }
    var results: [Drawer: Result] = [:]
    for _ in 0..<rounds {
      for drawer in Drawer.allCases {
        let round =
          drawer == .ours ? try drawOurselves(pictures) : try draw(translated, with: drawer.floorKind)
        results[drawer, default: Result()].cpu.add(nanoseconds: round.cpu / UInt64(frames))
        results[drawer]?.wall.add(nanoseconds: round.wall / UInt64(frames))
        results[drawer]?.bytesPerFrame = Double(round.bytes) / Double(frames)
      }
    }
    return results
  }

  private typealias Round = (cpu: UInt64, wall: UInt64, bytes: UInt64)

  private func drawOurselves(_ pictures: [CellBuffer]) throws -> Round {
    let encoder = PictureEncoder(color: color, synchronized: true)
    let terminal = try unsafe DrainedTerminal(size: size)
    defer { terminal.end() }
    return measure(pictures, on: terminal) { picture in
      encoder.encode(picture)
      _ = encoder.write(to: terminal.slave)
    }
  }

  private func draw(_ pictures: [CellBuffer], with kind: RenderFloorKind) throws -> Round {
    let terminal = try unsafe DrainedTerminal(size: size)
    defer { terminal.end() }
    let entry = color == .truecolor ? DirectColorEntry.name : "xterm-256color"
    guard
      let floor = unsafe render_floor_open(
        kind, entry, terminal.slave, UInt32(size.columns), UInt32(size.rows))
    else {
      throw CommandError("ncurses cannot use the terminal entry '\(entry)'; is ncurses-base installed?")
    }
    defer { unsafe render_floor_close(floor) }
    return measure(pictures, on: terminal) { picture in
      unsafe picture.cells.withUnsafeBufferPointer { unsafe render_floor_draw(floor, $0.baseAddress) }
    }
  }

  private func measure(_ pictures: [CellBuffer], on terminal: DrainedTerminal, _ draw: (CellBuffer) -> Void)
    -> Round
  {
    draw(pictures[0])
    let bytes = terminal.total()
    let wall = MonotonicClock.now()
    let cpu = threadTime()
    for picture in pictures.dropFirst() { draw(picture) }
    return (threadTime() - cpu, MonotonicClock.now() - wall, terminal.total() - bytes)
  }

  private func threadTime() -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

extension RenderRace.Drawer {
  fileprivate var floorKind: RenderFloorKind {
    switch self {
    case .ours, .bareWriter: RenderFloorBareWriter
    case .tunedNcurses: RenderFloorTunedNcurses
    case .plainNcurses: RenderFloorPlainNcurses
    }
  }
}

/// A terminfo entry by which ncurses writes true colour: Debian has one in a package that few install.
enum DirectColorEntry {
  static let name = "hotloop-direct"

  private static let source = """
    \(name)|xterm with direct colour,
    \tuse=xterm-256color,
    \tRGB, colors#0x1000000, pairs#0x10000, ccc@, initc@, oc@,
    \tsetaf=\\E[38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm,
    \tsetab=\\E[48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm,

    """

  /// Makes the entry known to ncurses in this process while `work` runs.
  static func installed<R>(while work: () throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hotloop-bench-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "entry.ti")
    try Data(source.utf8).write(to: file)
    let tic = Process()
    tic.executableURL = URL(filePath: "/usr/bin/env")
    tic.arguments = ["tic", "-x", "-o", folder.path, file.path]
    try tic.run()
    tic.waitUntilExit()
    guard tic.terminationStatus == 0 else {
      throw CommandError(
        "tic did not compile a terminfo entry; it comes with ncurses (Debian: apt install ncurses-bin)")
    }
    unsafe setenv("TERMINFO", folder.path, 1)
    defer { unsafe unsetenv("TERMINFO") }
    return try work()
  }
}
