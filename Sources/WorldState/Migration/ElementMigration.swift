/// Migrates elements that are outside a world: each field of the new struct gets the value of the old one's field of the same
/// name, as in a world. There are no declared renames and defaults.
public struct ElementMigration {
  private let program: ElementProgram
  private let counters: Int

  /// - Parameters:
  ///   - from: a layout whose first struct has the element as its field `value`.
  ///   - to: the same for the new element.
  /// - Returns: nil if one of them has no such field.
  public init?(from: Layout, to: Layout) {
    guard let old = from.elementIndex, let new = to.elementIndex,
      let defaults = try? DefaultTable([], for: to)
    else {
      return nil
    }
    var compiler = ProgramCompiler(
      matching: FieldMatching(from: from, to: to, renames: []), defaults: defaults)
    program = compiler.program(old, new)
    counters = compiler.clampingFields.count
  }

  /// Bytes of an element.
  public var fromSize: Int { program.fromSize }
  public var toSize: Int { program.toSize }

  /// Converts elements; writes every byte of the new ones. The memory must not overlap.
  public func run(from: UnsafeRawPointer, to: UnsafeMutableRawPointer, count: Int) {
    var runner = ProgramRunner(counters: counters)
    unsafe runner.run(program, from: from, to: to, count: count)
  }
}

extension Layout {
  /// The struct of the element of a kept value.
  fileprivate var elementIndex: Int? {
    guard let field = world.field(named: "value"), !field.isArray, case .structure(let index) = field.type
    else {
      return nil
    }
    return index
  }
}
