/// A number, or an array of numbers, in a world struct or a pool element.
struct ValueField: Sendable {
  /// Names from the world down, without regard to layouts: `player.hp`, `levels[2].shots[].x`.
  var path: String
  /// The paths it had before, as far as the game declares them; the latest first.
  var earlierPaths: [String] = []
  /// The line of the plan that says what becomes of it: `Creature.hp`.
  var action: String
  let layout: Layout
  let owner: Layout.Struct
  let field: Layout.Field
  /// From the start of the world struct or of the element.
  let offset: Int
  /// The renames of constants that the game declares.
  var constantRenames: [DeclaredRename] = []
  /// The declared default, of which the field is a part; nil if there is none or it is zero.
  var pattern: [UInt8]?

  /// Size of one number.
  var unit: Int { layout.size(of: field.type) }
  var count: Int { field.count }
  var length: Int { unit * field.count }

  /// The same field with another number of elements.
  func with(count: Int) -> ValueField {
    if count == field.count { return self }
    var other = field
    other.count = count
    return ValueField(
      path: path, earlierPaths: earlierPaths, action: action, layout: layout, owner: owner, field: other,
      offset: offset, constantRenames: constantRenames, pattern: nil)
  }
}

/// What becomes of one of them.
enum ValueChange {
  case carried(ValueField, ValueField)
  case dropped(ValueField)
  case added(ValueField)
}

/// The conversion of single numbers between two fields.
struct ValueConversion {
  private let program: ElementProgram
  private let fromUnit: Int
  private let toUnit: Int
  private let counters: Int
  /// Whether the way there and back preserves every value bit for bit.
  let isExact: Bool

  init(from a: ValueField, to b: ValueField) {
    let (old, new) = (a.field.single, b.field.single)
    fromUnit = a.unit
    toUnit = b.unit
    guard let none = try? DefaultTable([], for: b.layout) else {
      preconditionFailure("no defaults to refuse")
    }
    let matching = FieldMatching(from: a.layout, to: b.layout, renames: b.constantRenames)
    var compiler = ProgramCompiler(matching: matching, defaults: none)
    program = compiler.program(of: old, in: a.owner, to: new, in: b.owner)
    counters = compiler.clampingFields.count
    switch FieldRule(old.type, new.type, matching.constants) {
    case .copy: isExact = true
    // Numbers that are read with another sign than the old field has do not come back by the conversion of their new type.
    case .convert(let from, let to): isExact = from == old.type.scalar && Conversion.isExact(from, to)
    case .constants(let map): isExact = map.isIdentity
    default: isExact = false
    }
  }

  /// Converts consecutive numbers.
  func callAsFunction(_ bytes: [UInt8]) -> [UInt8] {
    let count = bytes.count / fromUnit
    var result = [UInt8](repeating: 0, count: count * toUnit)
    guard count > 0 else { return result }
    var runner = ProgramRunner(counters: counters)
    unsafe bytes.withUnsafeBytes { from in
      unsafe result.withUnsafeMutableBytes { to in
        guard let source = from.baseAddress, let target = to.baseAddress else { return }
        unsafe runner.run(program, from: source, to: target, count: count)
      }
    }
    return result
  }
}

extension Layout.Field {
  /// One number of the field, alone.
  fileprivate var single: Layout.Field { Layout.Field(name: name, type: type, offset: 0) }
}
