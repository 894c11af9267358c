/// A field of a C struct that Swift does not import, and that leaves no gap in the struct by which the loaded game could
/// detect it. Only the C compiler knows of it.
public struct HiddenField: Hashable, Codable, Sendable {
  public enum Kind: String, Codable, Sendable {
    /// It may fit into padding that the struct has anyway.
    case bitField
    /// The array without a length at the end of a struct takes no room in it.
    case flexibleArray
  }

  /// The name of the struct in C, or of its typedef if it has no other.
  public let record: String
  /// Empty for an unnamed bit-field.
  public let name: String
  public let kind: Kind

  public init(record: String, name: String, kind: Kind) {
    self.record = record
    self.name = name
    self.kind = kind
  }
}
