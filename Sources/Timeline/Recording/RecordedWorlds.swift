import WorldState

/// Reads recordings without loading a game.
public enum RecordedWorlds {
  /// The last world that a recording has completely; nil if there is none.
  public static func last(in path: String) -> Snapshot? {
    guard let reader = try? RecordingReader(path) else { return nil }
    var layouts: [Layout] = []
    var code = 0
    var world: (bytes: [UInt8], code: Int)?
    // Also up to where the file is damaged.
    while let entry = try? reader.next() {
      switch entry {
      case .code(let one): layouts.append(one.layout)
      case .context(let context): code = Int(context.code)
      case .keyframe(let keyframe): world = (keyframe.world, code)
      default: break
      }
    }
    guard let world, world.code < layouts.count else { return nil }
    return try? Snapshot(layout: layouts[world.code], bytes: world.bytes)
  }

  /// The hashes of the sources that were recorded, each once, in order.
  public static func sourceHashes(in path: String) -> [String] {
    guard let reader = try? RecordingReader(path) else { return [] }
    var hashes: [String] = []
    while let entry = try? reader.next() {
      if case .code(let code) = entry, !hashes.contains(code.sourceHash) { hashes.append(code.sourceHash) }
    }
    return hashes
  }
}
