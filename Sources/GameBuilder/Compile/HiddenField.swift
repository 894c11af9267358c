/// A field that a world cannot contain, and that the loaded game may not be able to name: Swift does not import it, and sees a gap
/// in the struct, no struct at all, or nothing; or no game is loaded, because its code does not compile with it.
public struct HiddenField: Hashable, Codable, Sendable, CustomStringConvertible {
  public enum Kind: String, Codable, Sendable {
    /// It may fit into padding that the struct has anyway.
    case bitField
    /// The array without a length at the end of a struct takes no room in it.
    case flexibleArray, emptyArray, longArray
    case union, anonymousStruct, emptyStruct
    case complex, atomic, wideInteger, wideCharacter, wideFloat, halfFloat, vector
    case alignment
    /// Swift imports it, but the code that uses its struct may not compile, or not safely.
    case pointer, argumentList, rows
  }

  /// From the world: `World.creatures[].mood`. Of a member without a name, the path of its struct.
  public let path: String
  public let kind: Kind
  /// As it is declared, without the name; empty if that says nothing.
  public let type: String
  public let isNamed: Bool

  public init(path: String, kind: Kind, type: String = "", isNamed: Bool = true) {
    self.path = path
    self.kind = kind
    self.type = type
    self.isNamed = isNamed
  }

  /// What is wrong, where, and what to use instead.
  public var description: String {
    let field = "field \(path)"
    return switch kind {
    case .bitField:
      (isNamed ? field : "an unnamed bit-field of \(path)")
        + " is a bit-field; use a whole integer, and masks for its parts"
    case .flexibleArray: "\(field) is an array without a length; use a pool, HOTLOOP_POOL(Element)"
    case .emptyArray: "\(field) is an array of no elements; use a pool, HOTLOOP_POOL(Element), or remove it"
    case .longArray:
      "\(field) is of type \(type); an array has at most 4096 elements, use a pool, HOTLOOP_POOL(Element)"
    case .union:
      (isNamed ? "\(field) is a union" : "\(path) contains a union without a name")
        + "; use a field for each of its members, or an enum and a field"
    case .anonymousStruct:
      "\(path) contains a struct without a name; give it one, or make its fields those of \(path)"
    case .emptyStruct: "\(field) is of an empty struct; give the struct a field, or remove it"
    case .complex: "\(field) is a complex number; use two fields, or a struct, for its parts"
    case .atomic:
      "\(field) is atomic; use the type without _Atomic: only one thread may touch the world"
    case .wideInteger: "\(field) is of type \(type); use int64_t or uint64_t, or a struct of two"
    case .wideCharacter: "\(field) is a wide character; use uint32_t"
    case .wideFloat: "\(field) is of type \(type); use double"
    case .halfFloat: "\(field) is of type \(type); use float"
    case .vector: "\(field) is a vector; use a struct or an array"
    case .pointer: "\(field) is a pointer; a world contains no pointers, use a pool index"
    case .argumentList: "\(field) is of type va_list, which points to arguments of a call; remove it"
    case .rows: "\(field) is an array of arrays; use one dimension, or a struct for each row"
    case .alignment:
      "\(path) has an alignment of more than 16 bytes; use natural alignment, without _Alignas and attributes"
    }
  }
}
