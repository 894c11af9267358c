/// Why a world cannot be migrated. The old world is unchanged.
public enum MigrationError: Error, Equatable, CustomStringConvertible {
  /// The header of the old world is invalid, or the new world does not fit.
  case arena(ArenaError)
  /// The old world contradicts its layout, for example by a pool outside the arena.
  case world(WorldError)
  case unknownDefault(path: String)
  case badDefaultSize(path: String, size: Int, expected: Int)
  /// The default has another type, which cannot be converted.
  case badDefaultType(path: String, given: String, expected: String)
  /// The default is a number that the type of the field cannot represent.
  case inexactDefault(path: String, value: String, given: String, expected: String)
  /// The undo record belongs to a migration between other layouts.
  case foreignUndoRecord

  public var description: String {
    switch self {
    case .arena(let error): error.description
    case .world(let error): error.description
    case .unknownDefault(let path):
      "\(path): a default is declared for it, but the world has no such field, or it cannot have a default"
    case .badDefaultSize(let path, let size, let expected):
      "\(path): its default has \(size) bytes, the field has \(expected)"
    case .badDefaultType(let path, let given, let expected):
      "\(path): the field is of type \(expected), and its default of type \(given) cannot be converted"
    case .inexactDefault(let path, let value, let given, let expected):
      "\(path): the field is of type \(expected), which cannot represent its default, \(value) of type \(given), exactly"
    case .foreignUndoRecord: "migration: the undo record belongs to other layouts; migrate without it"
    }
  }
}
