import Testing

@testable import WorldState

/// One edit of a struct: fields before and after, sample values, and their expected results.
struct FieldEdit: CustomTestStringConvertible, Sendable {
  typealias Fields = @Sendable (_ prefix: String, _ type: String) -> [LayoutBuilder.Declaration]
  typealias Structs = @Sendable (_ builder: inout LayoutBuilder, _ type: String) -> Void

  var name: String
  /// The expected actions.
  var kinds: Set<FieldAction.Kind>
  var old: Fields
  var new: Fields
  var before: [(String, WorldValue)]
  var after: [(String, WorldValue)]
  var oldStructs: Structs = { _, _ in }
  var newStructs: Structs = { _, _ in }
  var renames: [(String, String)] = []
  var defaults: [(String, [UInt8])] = []

  var testDescription: String { name }

  /// Changes the type of a field `a`.
  static func retyped(
    _ from: Scalar, _ input: WorldValue, _ to: Scalar, _ output: WorldValue, _ kind: FieldAction.Kind
  ) -> FieldEdit {
    FieldEdit(
      name: "\(from) to \(to)", kinds: [kind], old: { p, _ in [.scalar(from, p + "a")] },
      new: { p, _ in [.scalar(to, p + "a")] }, before: [("a", input)], after: [("a", output)])
  }

  static let all: [FieldEdit] = numbers + shapes + nesting

  private static let numbers: [FieldEdit] = [
    retyped(.int16, .integer(-300), .int64, .integer(-300), .convert),
    retyped(.int32, .integer(70000), .int16, .integer(32767), .saturate),
    retyped(.int32, .integer(-5), .uint32, .unsigned(0), .saturate),
    retyped(.uint8, .unsigned(200), .int8, .integer(127), .saturate),
    retyped(.int32, .integer(12), .float, .float(12), .convert),
    retyped(.double, .double(7.75), .int32, .integer(7), .saturate),
    retyped(.float, .float(0.5), .double, .double(0.5), .convert),
    retyped(.double, .double(0.5), .float, .float(0.5), .saturate),
    retyped(.bool, .bool(true), .int32, .integer(1), .convert),
    retyped(.int32, .integer(9), .bool, .bool(true), .convert),
    FieldEdit(
      name: "an enum of another width, by value", kinds: [.convert],
      old: { p, _ in [.enumeration(p + "a", "Phase", .uint8)] },
      new: { p, _ in [.enumeration(p + "a", "Phase", .int32)] }, before: [("a", .unsigned(3))],
      after: [("a", .integer(3))]),
    FieldEdit(
      name: "an integer that becomes an enum", kinds: [.copy], old: { p, _ in [.int32(p + "a")] },
      new: { p, _ in [.enumeration(p + "a", "Phase", .int32)] }, before: [("a", .integer(3))],
      after: [("a", .integer(3))]),
  ]

  private static let shapes: [FieldEdit] = [
    FieldEdit(
      name: "added, zero", kinds: [.copy, .zero], old: { p, _ in [.int32(p + "a")] },
      new: { p, _ in [.int32(p + "a"), .float(p + "b")] }, before: [("a", .integer(4))],
      after: [("a", .integer(4)), ("b", .float(0))]),
    FieldEdit(
      name: "added with a default", kinds: [.copy, .default], old: { p, _ in [.int32(p + "a")] },
      new: { p, _ in [.uint32(p + "b"), .int32(p + "a")] }, before: [("a", .integer(4))],
      after: [("a", .integer(4)), ("b", .unsigned(0x0403_0201))], defaults: [("b", [1, 2, 3, 4])]),
    FieldEdit(
      name: "removed", kinds: [.copy, .drop],
      old: { p, _ in [.int64(p + "a"), .int8(p + "b"), .int32(p + "c")] },
      new: { p, _ in [.int64(p + "a"), .int32(p + "c")] },
      before: [("a", .integer(1)), ("b", .integer(2)), ("c", .integer(3))],
      after: [("a", .integer(1)), ("c", .integer(3))]),
    FieldEdit(
      name: "reordered", kinds: [.copy], old: { p, _ in [.int32(p + "a"), .int32(p + "b"), .int8(p + "c")] },
      new: { p, _ in [.int8(p + "c"), .int32(p + "b"), .int32(p + "a")] },
      before: [("a", .integer(1)), ("b", .integer(2)), ("c", .integer(3))],
      after: [("a", .integer(1)), ("b", .integer(2)), ("c", .integer(3))]),
    FieldEdit(
      name: "renamed as stated", kinds: [.copy], old: { p, _ in [.int32(p + "a")] },
      new: { p, _ in [.int32(p + "b")] }, before: [("a", .integer(6))], after: [("b", .integer(6))],
      renames: [("a", "b")]),
    FieldEdit(
      name: "renamed without a word", kinds: [.drop, .zero], old: { p, _ in [.int32(p + "a")] },
      new: { p, _ in [.int32(p + "b")] }, before: [("a", .integer(6))], after: [("b", .integer(0))]),
    FieldEdit(
      name: "array grown", kinds: [.resize], old: { p, _ in [.int16(p + "a", count: 2)] },
      new: { p, _ in [.int16(p + "a", count: 4)] }, before: [("a[0]", .integer(1)), ("a[1]", .integer(2))],
      after: [("a[0]", .integer(1)), ("a[1]", .integer(2)), ("a[2]", .integer(0)), ("a[3]", .integer(0))]),
    FieldEdit(
      name: "array shrunk", kinds: [.resize], old: { p, _ in [.int16(p + "a", count: 3)] },
      new: { p, _ in [.int16(p + "a", count: 1)] }, before: [("a[0]", .integer(1)), ("a[2]", .integer(2))],
      after: [("a[0]", .integer(1))]),
    FieldEdit(
      name: "array grown and widened, with a default", kinds: [.resize],
      old: { p, _ in [.uint8(p + "a", count: 2)] }, new: { p, _ in [.uint32(p + "a", count: 3)] },
      before: [("a[0]", .unsigned(1)), ("a[1]", .unsigned(2))],
      after: [("a[0]", .unsigned(1)), ("a[1]", .unsigned(2)), ("a[2]", .unsigned(9))],
      defaults: [("a", [9, 0, 0, 0])]),
    FieldEdit(
      name: "scalar to array of one", kinds: [.copy], old: { p, _ in [.float(p + "a")] },
      new: { p, _ in [.float(p + "a", count: 1)] }, before: [("a", .float(2))], after: [("a[0]", .float(2))]),
    FieldEdit(
      name: "array of one to scalar", kinds: [.copy], old: { p, _ in [.float(p + "a", count: 1)] },
      new: { p, _ in [.float(p + "a")] }, before: [("a[0]", .float(2))], after: [("a", .float(2))]),
  ]

  private static let nesting: [FieldEdit] = [
    FieldEdit(
      name: "nested struct changed two levels down", kinds: [.recurse],
      old: { p, t in [.structure(p + "a", t)] },
      new: { p, t in [.structure(p + "a", t)] }, before: [("a.in.x", .integer(3)), ("a.y", .float(4))],
      after: [("a.in.x", .double(3)), ("a.in.z", .bool(false)), ("a.y", .float(4))],
      oldStructs: { b, t in
        b.structure(t + "In", [.int8("x")])
        b.structure(t, [.structure("in", t + "In"), .float("y")])
      },
      newStructs: { b, t in
        b.structure(t + "In", [.bool("z"), .double("x")])
        b.structure(t, [.float("y"), .structure("in", t + "In")])
      }),
    FieldEdit(
      name: "struct type renamed", kinds: [.copy], old: { p, t in [.structure(p + "a", t + "Old")] },
      new: { p, t in [.structure(p + "a", t + "New")] }, before: [("a.x", .integer(3))],
      after: [("a.x", .integer(3))], oldStructs: { b, t in b.structure(t + "Old", [.int32("x")]) },
      newStructs: { b, t in b.structure(t + "New", [.int32("x")]) }),
    FieldEdit(
      name: "array of structs shrunk and changed", kinds: [.resize],
      old: { p, t in [.structure(p + "a", t, count: 30)] },
      new: { p, t in [.structure(p + "a", t, count: 20)] },
      before: [("a[0].x", .integer(3)), ("a[19].x", .integer(5)), ("a[29].x", .integer(6))],
      after: [("a[0].x", .integer(3)), ("a[19].x", .integer(5)), ("a[19].n", .unsigned(0))],
      oldStructs: { b, t in b.structure(t, [.int32("x"), .int8("y")]) },
      newStructs: { b, t in b.structure(t, [.int8("y"), .int64("x"), .uint8("n"), .bool("m"), .float("o")]) }),
    FieldEdit(
      name: "number to struct", kinds: [.replace], old: { p, _ in [.float(p + "a")] },
      new: { p, t in [.structure(p + "a", t)] }, before: [("a", .float(8))], after: [("a.x", .float(0))],
      newStructs: { b, t in b.structure(t, [.float("x")]) }),
  ]
}
