import CGameABI
import Testing

@testable import Engine

@Suite("What is sent between a window and its host")
struct WindowPictureTests {
  @Test("The receiver has the picture that was sent, whatever is in it, and only changed rows are sent")
  func rounds() throws {
    var random = SystemRandomNumberGenerator()
    var (sent, received): (CellBuffer?, CellBuffer) = (nil, CellBuffer(size: CellSize(columns: 0, rows: 0)))
    let scalars: [UInt32] = [0x20, 0x61, 0x2502, 0x1F600, 0, 0x6F22, 0x22, 0x5C, 0x7F, 0x1]
    for round in 0..<60 {
      let size = CellSize(columns: 1 + round / 20 * 7, rows: 1 + round / 30 * 3)
      var picture = CellBuffer(size: size)
      if let sent, sent.size == size { picture = sent }
      let row = Int.random(in: 0..<size.rows, using: &random)
      for column in 0..<size.columns {
        picture[column, row] = Cell(
          glyph: scalars.randomElement(using: &random)!, fore: UInt32.random(in: 0...2, using: &random),
          back: [0xFF_FFFF, UInt32(HOTLOOP_COLOR_DEFAULT)].randomElement(using: &random)!,
          style: UInt32.random(in: 0...1, using: &random))
      }
      let changes = WindowPicture.changes(from: sent, to: picture, page: .log)
      let isNew = sent?.size != size
      if !isNew { #expect(changes?["lines"]?.array?.count ?? 0 <= 1) }
      if let changes {
        let read = try #require(JSONValue(parsing: changes.line))
        #expect(WindowPicture.apply(read, to: &received) == .log)
      }
      sent = picture
      // A control character is shown as a space, and sent as one.
      #expect(received.size == size)
      #expect(received.cells.map(\.shownScalar) == picture.cells.map(\.shownScalar))
      #expect(
        received.cells.map { [$0.fore, $0.back, $0.style] }
          == picture.cells.map { [$0.fore, $0.back, $0.style] })
      #expect(WindowPicture.changes(from: picture, to: picture, page: .log) == nil)
    }
  }

  @Test(
    "What is no picture changes nothing that a window relies on",
    arguments: [
      #"{}"#, #"{"columns": 0, "rows": 1, "page": "log", "lines": []}"#,
      #"{"columns": 100000, "rows": 100000, "page": "log", "lines": []}"#,
      #"{"columns": 2, "rows": 1, "page": "none", "lines": []}"#,
      #"{"columns": 2, "rows": 1, "page": "log", "lines": [{"row": 0, "runs": [["a", -1, 0, 0]]}]}"#,
      #"{"columns": 2, "rows": 1, "page": "log", "lines": [{"row": 0, "runs": ["a"]}]}"#,
    ])
  func damaged(text: String) throws {
    var picture = CellBuffer(size: CellSize(columns: 3, rows: 1))
    #expect(WindowPicture.apply(try #require(JSONValue(parsing: text)), to: &picture) == nil)
    #expect(picture.cells.count == picture.size.columns * picture.size.rows)
  }

  @Test("Every input is read back as it was")
  func inputs() {
    var keys = [" ", "-", "+", "A", "ä", "\"", "\\", "?"].map { Key(.character($0)) }
    keys += [Key(.tab), Key(.tab, .shift), Key(.character("u"), .control), Key(.character("-"), .control)]
    keys += [Key(.function(12)), Key(.pageUp), Key(.left, [.shift, .alt]), Key(.backspace), Key(.escape)]
    var inputs: [WindowInput] = keys.map { .key($0, .press, base: nil) }
    inputs += [
      .key(Key(.left), .repeat, base: nil), .key(Key(.character("ц")), .release, base: Key(.character("w"))),
      .resize(CellSize(columns: 80, rows: 24)), .wheel(-3), .mouse(column: 3, row: 9, isDown: true),
      .paste("a \"text\"\nü"),
    ]
    for input in inputs { #expect(WindowInput.parse(input.line) == .success(input), "\(input.line)") }
  }

  @Test(
    "What is no input is refused with a reason",
    arguments: [
      ("x", "not an object"), ("[1]", "not an object"), ("{}", "exactly one of"),
      (#"{"key": "f5", "wheel": 1}"#, "exactly one of"), (#"{"key": "nokey"}"#, "no name of a key"),
      (#"{"key": 5}"#, "no name of a key"), (#"{"key": "a", "phase": "held"}"#, "one of press"),
      (#"{"key": "a", "phase": null}"#, "one of press"), (#"{"key": "a", "base": "none at all"}"#, "base"),
      (#"{"size": "0x0"}"#, "columns and rows"), (#"{"size": "99999x99999"}"#, "columns and rows"),
      (#"{"size": "80x24", "phase": "press"}"#, "no member"),
      (#"{"wheel": 1000000000000}"#, "number of steps"),
      (#"{"wheel": "1"}"#, "number of steps"), (#"{"mouse": [1, 2]}"#, "column, row"),
      (#"{"mouse": [-1, 2, true]}"#, "column, row"), (#"{"mouse": [1, 2, 1]}"#, "column, row"),
      (#"{"paste": 1}"#, "a text"), (#"{"quit": true}"#, "exactly one of"),
    ])
  func refused(line: String, reason: String) {
    guard case .failure(let refusal) = WindowInput.parse(line) else {
      Issue.record("\(line) is obeyed")
      return
    }
    #expect(refusal.message.contains(reason), "\(refusal.message)")
  }
}
