import WorldState

/// A field of a C struct that the running program cannot see: Swift does not import it, and its type leaves no hole
/// that would betray it. Only the C compiler knows of it.
public struct UnseenField: Hashable, Codable, Sendable {
  enum Kind: String, Codable {
    /// It may fit into padding that would be there anyway.
    case bitField
    /// The array without a length at the end of a struct takes no room in it.
    case flexibleArray
  }

  /// The struct's name in C, or that of its typedef where it has no other.
  let record: String
  let name: String
  let kind: Kind
}

extension UnseenField {
  /// Throws if one of `fields` is in a struct of the world.
  static func check(_ fields: [UnseenField], in layout: Layout) throws(LoadError) {
    for field in fields {
      guard let path = layout.path(toStruct: field.record) else { continue }
      switch field.kind {
      case .bitField:
        let name = field.name.isEmpty ? "an unnamed bit-field of \(path)" : "field \(path).\(field.name)"
        throw .defect("\(name) is a bit-field; use a whole integer, and masks for its parts")
      case .flexibleArray:
        throw .defect(
          "field \(path).\(field.name) is an array without a length; use a pool, HOTLOOP_POOL(Element)")
      }
    }
  }
}

extension Layout {
  /// Where a walk from the world first meets the struct of that name, as `World.creatures[].body`; nil if nowhere.
  fileprivate func path(toStruct name: String) -> String? {
    var paths: [Int: String] = [0: world.name]
    // Structs stand in the order in which a walk reaches them, so the holder of each comes before it.
    for index in structs.indices {
      guard let path = paths[index] else { continue }
      if structs[index].name == name { return path }
      for field in structs[index].fields {
        switch field.type {
        case .structure(let inner) where paths[inner] == nil:
          paths[inner] = "\(path).\(field.name)\(field.isArray ? "[]" : "")"
        case .pool(let element) where paths[element] == nil: paths[element] = "\(path).\(field.name)[]"
        default: break
        }
      }
    }
    return nil
  }
}
