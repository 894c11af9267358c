import CGameImage

/// The types of this image that conform to `Game`.
enum GameTypes {
  /// The name as it is declared. Swift's own for a private type is `(Cinder in $7f28f83f4e68)`.
  static func name(of type: any Game.Type) -> String {
    let name = _typeName(type, qualified: false)
    return name.first == "(" ? String(name.dropFirst().prefix { $0 != " " }) : name
  }

  static var ofImage: [any Game.Type] {
    var types: [any Game.Type] = []
    unsafe withUnsafeMutablePointer(to: &types) { types in
      unsafe hotloop_image_game_types(types) { types, metadata in
        guard let type = unsafe unsafeBitCast(metadata, to: Any.Type.self) as? any Game.Type,
          let types = unsafe types?.assumingMemoryBound(to: [any Game.Type].self)
        else { return }
        // A body that was compiled alone has the type once more; what is linked first is in force.
        let name = _typeName(type)
        if unsafe !types.pointee.contains(where: { _typeName($0) == name }) {
          unsafe types.pointee.append(type)
        }
      }
    }
    return types
  }
}
