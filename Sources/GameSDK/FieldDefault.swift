/// What a field holds in a world of an earlier build that did not have it.
///
///     static var defaults: [FieldDefault] { [.field(of: "Creature", "shield", 5 as Float)] }
public struct FieldDefault: Sendable {
  let type: String
  let field: String
  /// The value as it lies in memory.
  let bytes: [UInt8]

  /// The field `field` of the C struct `type` begins with a value.
  /// - Parameter value: of the field's own type: `5 as Float` for a C float, `5 as Int32` for an int. For an array one
  ///   element, which each then holds. One of another size is refused when the game is loaded.
  public static func field(of type: String, _ field: String, _ value: some BitwiseCopyable) -> FieldDefault {
    FieldDefault(type: type, field: field, bytes: unsafe withUnsafeBytes(of: value) { unsafe Array($0) })
  }
}
