/// Why a world cannot be migrated. Thrown before anything is written: the old world is as it was.
public enum MigrationError: Error, Equatable, CustomStringConvertible {
  /// The old world's header cannot be used.
  case arena(ArenaError)
  /// The old world contradicts its layout: a pool outside the arena, say.
  case world(WorldError)
  case unknownDefault(path: String)
  case badDefaultSize(path: String, size: Int, expected: Int)
  /// What was kept aside belongs to a migration between other layouts.
  case foreignResidue

  public var description: String {
    switch self {
    case .arena(let error): error.description
    case .world(let error): error.description
    case .unknownDefault(let path):
      "\(path): a default is stated for it, and the world has no such field that can take one"
    case .badDefaultSize(let path, let size, let expected):
      "\(path): its default has \(size) bytes, the field has \(expected)"
    case .foreignResidue: "migration: what was kept aside belongs to other layouts; migrate without it"
    }
  }
}
