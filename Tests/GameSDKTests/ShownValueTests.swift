import Testing

@testable import GameSDK

@Suite("Values that are shown") struct ShownValueTests {
  private struct Point { var x = 1, y: Float = 2.5 }
  private enum Shape {
    case dot
    case circle(Int)
    case box(width: Int, height: Int)
  }
  private final class Node { var next: Node? }
  private enum Suit: String { case hearts = "h" }

  @Test func `A value has a text and JSON`() {
    let rows: [(value: Any, text: String, json: String)] = [
      (1, "1", "1"), (-2.5, "-2.5", "-2.5"), (true, "true", "true"),
      (Double.infinity, "inf", "\"inf\""), (UInt64.max, "18446744073709551615", "18446744073709551615"),
      ("a\"\n\u{1}é", "a\"\n\u{1}é", "\"a\\\"\\n\\u0001é\""), (["a"], "[\"a\"]", "[\"a\"]"),
      (Int?.none as Any, "nil", "null"), (Int??.some(3) as Any, "3", "3"),
      ([1, 2], "[1, 2]", "[1,2]"), ((1, 2, 3), "[1, 2, 3]", "[1,2,3]"),
      ((a: 1, b: "x"), "(a: 1, b: \"x\")", "{\"a\":1,\"b\":\"x\"}"),
      (["b": 1, "a": 2], "[\"a\": 2, \"b\": 1]", "{\"a\":2,\"b\":1}"),
      ((1, "a", [1: 2]), "(1, \"a\", [1: 2])", "[1,\"a\",{\"1\":2}]"),
      ([String: Int](), "[:]", "{}"), (Set([4]), "[4]", "[4]"),
      (Point(), "Point(x: 1, y: 2.5)", "{\"x\":1,\"y\":2.5}"), (Shape.dot, "dot", "\"dot\""),
      (Shape.circle(3), "(circle: 3)", "{\"circle\":3}"),
      (
        Shape.box(width: 1, height: 2), "(box: (width: 1, height: 2))", "{\"box\":{\"width\":1,\"height\":2}}"
      ),
      (Suit.hearts, "hearts", "\"hearts\""), ([Int](), "[]", "[]"),
    ]
    for row in rows {
      let shown = ShownValue(row.value)
      #expect(shown.text == row.text)
      #expect(shown.json == row.json)
    }
  }

  @Test func `A long value has lines, and says what is left out`() {
    let shown = ShownValue(Array(repeating: Point(), count: 9000))
    let lines = shown.text.split(separator: "\n")
    #expect(lines[1] == "  [0] Point(x: 1, y: 2.5)")
    #expect(lines.count == 103)
    #expect(lines[101] == "  … and 8900 more")
    // Each element has two fields: not all of them fit into what is shown at most.
    #expect(shown.json.utf8.count < 70_000)
  }

  @Test func `A long text is cut`() {
    let shown = ShownValue(String(repeating: "é", count: 3_000_000))
    #expect(shown.text.count == ShownValue.maxCharacters + 1 && shown.text.hasSuffix("é…"))
    #expect(ShownValue("abc").text == "abc")
  }

  @Test func `A circle ends`() {
    let node = Node()
    node.next = node
    #expect(ShownValue(node).text.contains("…"))
  }
}
