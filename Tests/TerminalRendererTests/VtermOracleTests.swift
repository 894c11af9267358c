import CGameABI
import Engine
import SeededRandom
import Testing

@testable import TerminalRenderer

/// libvterm shows the pictures that the encoder was given. In this process, so quick enough for thousands of them.
@Suite("The encoder and libvterm") struct VtermOracleTests {
  @Test("libvterm shows every random picture exactly", arguments: ColorDepth.allCases, [false, true])
  func randomPictures(depth: ColorDepth, asciiOnly: Bool) {
    let size = CellSize(columns: 44, rows: 12)
    let screen = VtermScreen(size: size)
    let encoder = FrameEncoder(
      depth: depth, asciiOnly: asciiOnly, dialect: EncoderDialect(repeats: false, synchronized: true))
    var pictures = RandomPictures(seed: asciiOnly ? 101 : 102, size: size)
    let output = ByteBuffer()
    output.append("\u{1B}[?7l")
    for frame in 0..<500 {
      encoder.encode(pictures.next(), limit: size, into: output)
      let found = screen.show(output.bytes)
      output.removeAll()
      if let odd = difference(asVtermSeesIt(encoder.shownPicture), found) {
        Issue.record("frame \(frame): \(odd)")
        return
      }
    }
  }

  @Test(
    "libvterm shows pictures that are written in the order of their colours exactly",
    arguments: [ColorDepth.truecolor, .indexed256, .indexed16])
  func fewColors(depth: ColorDepth) {
    let size = CellSize(columns: 60, rows: 20)
    let screen = VtermScreen(size: size)
    let encoder = FrameEncoder(depth: depth, asciiOnly: false, dialect: EncoderDialect())
    var pictures = PalettePictures(seed: 4, size: size)
    let output = ByteBuffer()
    output.append("\u{1B}[?7l")
    for frame in 0..<150 {
      encoder.encode(pictures.next(), limit: size, into: output)
      let found = screen.show(output.bytes)
      output.removeAll()
      if let odd = difference(asVtermSeesIt(encoder.shownPicture), found) {
        Issue.record("frame \(frame): \(odd)")
        return
      }
    }
  }

  @Test("Pictures of few colours take few bytes")
  func fewColorsFewBytes() {
    let size = CellSize(columns: 60, rows: 20)
    let encoder = FrameEncoder(depth: .truecolor, asciiOnly: false, dialect: EncoderDialect())
    var pictures = PalettePictures(seed: 4, size: size)
    let output = ByteBuffer()
    encoder.encode(pictures.next(), limit: size, into: output)
    // Row by row, each cell would set two colours of at least 15 bytes.
    #expect(output.count < size.columns * size.rows * 12)
  }

  @Test("libvterm shows every picture exactly at sizes from one cell to 1000×300")
  func resizes() {
    var generator = SplitMix64(seed: 77)
    let screen = VtermScreen(size: CellSize(columns: 80, rows: 24))
    let encoder = FrameEncoder(depth: .truecolor, asciiOnly: false, dialect: EncoderDialect())
    var pictures = RandomPictures(seed: 9, size: screen.size)
    let output = ByteBuffer()
    output.append("\u{1B}[?7l")
    for resize in 0..<100 {
      let size =
        resize == 0
        ? CellSize(columns: 1, rows: 1)
        : resize == 1
          ? CellSize(columns: 1000, rows: 300)
          : CellSize(
            columns: Int.random(in: 1...90, using: &generator),
            rows: Int.random(in: 1...30, using: &generator))
      screen.resize(to: size)
      pictures.resize(to: size)
      encoder.invalidate()
      for frame in 0..<(resize == 1 ? 1 : 10) {
        encoder.encode(pictures.next(), limit: size, into: output)
        let found = screen.show(output.bytes)
        output.removeAll()
        if let odd = difference(asVtermSeesIt(encoder.shownPicture), found) {
          Issue.record("frame \(frame) at \(size): \(odd)")
          return
        }
      }
    }
  }
}

/// Moving waves of few colours, with some text and some wide characters.
struct PalettePictures {
  private var random: SplitMix64
  private var picture: CellBuffer
  private var frame = 0

  init(seed: UInt64, size: CellSize) {
    random = SplitMix64(seed: seed)
    picture = CellBuffer(size: size)
  }

  mutating func next() -> CellBuffer {
    frame += Int.random(in: 0...2, using: &random)
    for row in 0..<picture.size.rows {
      for column in 0..<picture.size.columns {
        let upper = color(column, row * 2)
        let lower = color(column, row * 2 + 1)
        picture[column, row] =
          upper == lower
          ? Cell(glyph: 0x20, fore: Cell.blank.fore, back: lower, style: 0)
          : Cell(glyph: row % 2 == 0 ? 0x2580 : 0x2584, fore: upper, back: lower, style: 0)
      }
    }
    for _ in 0..<6 {
      picture.write(
        "text 世界 end", column: Int.random(in: 0..<picture.size.columns, using: &random),
        row: Int.random(in: 0..<picture.size.rows, using: &random),
        style: CellAppearance(fore: 0xFFFFFF, back: 0))
    }
    return picture
  }

  private func color(_ x: Int, _ y: Int) -> UInt32 {
    UInt32((x / 3 + y / 2 + frame) % 24) * 0x0A_0501 + UInt32((x + frame) / 11 % 3) * 0x20
  }
}
