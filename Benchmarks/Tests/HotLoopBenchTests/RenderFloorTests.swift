import CGameABI
import CRenderFloors
import CTerminalScreen
import Engine
import Glibc
import Synchronization
import TerminalRenderer
import Testing

@testable import HotLoopBench

/// The floors of `bench render` are valid only if they draw the pictures that they get.
// Serialized: a process can use ncurses once at a time.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct RenderFloorTests {
  private static let kinds = [RenderFloorPlainNcurses, RenderFloorTunedNcurses, RenderFloorBareWriter]
  private let size = CellSize(columns: 50, rows: 16)

  @Test("A program in C shows styled text and wide characters on a moving background", arguments: kinds)
  func styledPictures(kind: RenderFloorKind) throws {
    var random = SystemRandomNumberGenerator()
    try check(kind, pictures: (0..<40).map { StyledPicture(frame: $0).picture(size: size, using: &random) })
  }

  @Test("A program in C shows each scene of the benchmark", arguments: kinds, RenderScene.allCases)
  func scenes(kind: RenderFloorKind, scene: RenderScene) throws {
    try check(kind, pictures: (0..<6).map { scene.picture($0, size: size) })
  }

  /// Draws pictures with a program in C, and compares an emulator's screen with each.
  private func check(_ kind: RenderFloorKind, pictures: [CellBuffer]) throws {
    unsafe setlocale(LC_CTYPE, "C.UTF-8")
    let received = Received()
    let terminal = try unsafe DrainedTerminal(size: size) { unsafe received.append($0) }
    defer { terminal.end() }
    let floor = unsafe try #require(
      unsafe render_floor_open(
        kind, "xterm-256color", terminal.slave, UInt32(size.columns), UInt32(size.rows)))
    defer { unsafe render_floor_close(floor) }
    let screen = EmulatedScreen(size: size)
    let translator = PictureEncoder(color: .indexed256)
    for (frame, picture) in pictures.enumerated() {
      _ = translator.encode(picture)
      let expected = translator.shown
      unsafe expected.cells.withUnsafeBufferPointer { unsafe render_floor_draw(floor, $0.baseAddress) }
      _ = terminal.total()
      screen.write(received.take())
      let difference = screen.difference(from: expected)
      #expect(difference == nil, "frame \(frame)")
      if difference != nil { break }
    }
  }
}

/// Bytes that the terminal's thread read.
private final class Received: Sendable {
  private let bytes = Mutex<[UInt8]>([])

  func append(_ new: UnsafeBufferPointer<UInt8>) {
    let copy = unsafe Array(new)
    bytes.withLock { $0 += copy }
  }

  /// Removes and returns all bytes so far.
  func take() -> [UInt8] {
    bytes.withLock { bytes in
      defer { bytes = [] }
      return bytes
    }
  }
}
