/// The declaration of a field's initial value in migrated worlds that did not have the field.
///
///     static var defaults: [FieldDefault] { [.field(of: "Creature", "shield", 5 as Float)] }
public struct FieldDefault: Sendable {
  let type: String
  let field: String
  /// The value in its memory representation.
  let bytes: [UInt8]
  let valueType: ValueType

  /// Declares the initial value of the field `field` of the C struct `type`.
  ///
  /// - Parameters:
  ///   - type: The C name of the struct.
  ///   - field: The name of the field.
  ///   - value: A value of the field's own type, such as `5 as Float` or a constant of its enum, or a number that this type
  ///     represents exactly, such as `5`. For an array, all its elements as a tuple, or the value of every element. The
  ///     host rejects a game with any other value, and names the field and both types.
  public static func field<T: BitwiseCopyable>(of type: String, _ field: String, _ value: T) -> FieldDefault {
    FieldDefault(
      type: type, field: field, bytes: unsafe withUnsafeBytes(of: value) { unsafe Array($0) },
      valueType: ValueType(T.self))
  }
}
