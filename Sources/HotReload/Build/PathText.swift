/// The parts of absolute, normalised paths, as text. Watching and scanning take paths apart by the thousand, for
/// which FilePath, with its checks, is too slow in an unoptimised host.
enum PathText {
  private static let slash = UInt8(ascii: "/")
  private static let dot = UInt8(ascii: ".")

  /// What follows the last slash.
  static func name(of path: String) -> Substring {
    let bytes = path.utf8
    guard let last = bytes.lastIndex(of: slash) else { return path[...] }
    return path[bytes.index(after: last)...]
  }

  /// What follows the last dot of the name; empty where there is none, or where the name begins with it.
  static func suffix(of path: String) -> Substring {
    let name = name(of: path)
    guard let last = name.utf8.lastIndex(of: dot), last != name.startIndex else { return "" }
    return name[name.utf8.index(after: last)...]
  }

  /// The folder that holds it; `/` for what is at the top.
  static func folder(of path: String) -> String {
    guard let last = path.utf8.lastIndex(of: slash), last != path.startIndex else { return "/" }
    return String(path[..<last])
  }

  /// As people name it: without `root` where it is below that.
  static func relative(_ path: String, to root: String) -> String {
    isWithin(path, root) ? String(path.dropFirst(root.count + 1)) : path
  }

  /// Whether a path is somewhere below a folder.
  static func isWithin(_ path: String, _ folder: String) -> Bool {
    let (inner, outer) = (path.utf8, folder.utf8)
    guard inner.count > outer.count, inner.starts(with: outer) else { return false }
    return inner[inner.index(inner.startIndex, offsetBy: outer.count)] == slash
  }
}
