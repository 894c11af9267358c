import GameBuilder
import WorldState

extension HiddenField {
  /// Throws if one of `fields` is in a struct of the world.
  static func check(_ fields: [HiddenField], in layout: Layout) throws(LoadError) {
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
  /// The path from the world to the first struct of that name, such as `World.creatures[].body`; nil if there is none.
  fileprivate func path(toStruct name: String) -> String? {
    var paths: [Int: String] = [0: world.name]
    // Structs are in the order in which a walk from the world reaches them, so each comes after its holder.
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
