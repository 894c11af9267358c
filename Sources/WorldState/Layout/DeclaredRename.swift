import CGameABI

/// A rename that the game declares, so that values are carried over.
public enum DeclaredRename: Hashable, Sendable, CustomStringConvertible {
  /// The struct that is now `to` was `from`.
  case type(from: String, to: String)
  /// Within the struct that is now called `owner`, the field that is now `to` was `from`.
  case field(owner: String, from: String, to: String)
  /// Within the enum that is now called `owner`, the constant that is now `to` was `from`.
  case constant(owner: String, from: String, to: String)

  public var description: String {
    switch self {
    case .type(let from, let to): "struct \(from) renamed to \(to)"
    case .field(let owner, let from, let to): "\(owner).\(from) renamed to \(owner).\(to)"
    case .constant(let owner, let from, let to): "constant \(from) of enum \(owner) renamed to \(to)"
    }
  }

  /// Reads the list of a game library.
  public static func list(
    _ records: UnsafePointer<LayoutRename>?, count: UInt32
  ) throws(LayoutError) -> [DeclaredRename] {
    guard count > 0 else { return [] }
    guard count <= LayoutValidation.maxFields else {
      throw .tooMany(what: "renames", found: Int(count), max: LayoutValidation.maxFields)
    }
    guard let records = unsafe records else { throw .nullTable(what: "renames") }
    var renames: [DeclaredRename] = []
    for index in 0..<Int(count) {
      let record = unsafe records[index]
      let from = try unsafe readName(record.from, path: "rename \(index), from")
      let to = try unsafe readName(record.to, path: "rename \(index), to")
      if unsafe record.type_name == nil {
        renames.append(.type(from: from, to: to))
      } else {
        let owner = try unsafe readName(record.type_name, path: "rename \(index), type_name")
        renames.append(.field(owner: owner, from: from, to: to))
      }
    }
    return renames
  }

  /// Reads the list of renamed constants of a game library.
  public static func constants(
    _ records: UnsafePointer<LayoutRename>?, count: UInt32
  ) throws(LayoutError) -> [DeclaredRename] {
    var renames: [DeclaredRename] = []
    for rename in try unsafe list(records, count: count) {
      switch rename {
      case .field(let owner, let from, let to): renames.append(.constant(owner: owner, from: from, to: to))
      case .type(let from, let to), .constant(_, let from, let to):
        throw .badName(path: "the enum of the constant that is renamed from \(from) to \(to)")
      }
    }
    return renames
  }

  /// The renames in the opposite direction, for a migration back to the older layout.
  public static func inverted(_ renames: [DeclaredRename]) -> [DeclaredRename] {
    var oldNames: [String: String] = [:]
    for case .type(let from, let to) in renames { oldNames[to] = from }
    return renames.map { rename in
      switch rename {
      case .type(let from, let to): .type(from: to, to: from)
      case .field(let owner, let from, let to): .field(owner: oldNames[owner] ?? owner, from: to, to: from)
      case .constant(let owner, let from, let to):
        .constant(owner: oldNames[owner] ?? owner, from: to, to: from)
      }
    }
  }
}
