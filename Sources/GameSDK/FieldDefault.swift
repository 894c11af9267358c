/// The declaration of a field's initial value in migrated worlds that did not have the field.
///
///     static var defaults: [FieldDefault] { [.field(of: "Creature", "shield", 5 as Float)] }
public struct FieldDefault: Sendable {
  let type: String
  let field: String
  /// The value in its memory representation.
  let bytes: [UInt8]

  /// Declares the initial value of the field `field` of the C struct `type`.
  ///
  /// - Parameters:
  ///   - type: The C name of the struct.
  ///   - field: The name of the field.
  ///   - value: A value of the field's own type: `5 as Float` for a C float, `5 as Int32` for an int. For an array, the
  ///     value of every element. The host rejects a game with a value of another size.
  public static func field(of type: String, _ field: String, _ value: some BitwiseCopyable) -> FieldDefault {
    FieldDefault(type: type, field: field, bytes: unsafe withUnsafeBytes(of: value) { unsafe Array($0) })
  }
}
