/// The parts of absolute, normalised paths, as text. Watching and scanning split thousands of paths, for which FilePath
/// with its checks is too slow in an unoptimised host.
public enum PathText {
  private static let slash = UInt8(ascii: "/")
  private static let dot = UInt8(ascii: ".")

  /// What follows the last slash.
  public static func name(of path: String) -> Substring {
    let bytes = path.utf8
    guard let last = bytes.lastIndex(of: slash) else { return path[...] }
    return path[bytes.index(after: last)...]
  }

  /// What follows the last dot of the name. Empty if there is none, or if the name begins with it.
  public static func suffix(of path: String) -> Substring {
    let name = name(of: path)
    guard let last = name.utf8.lastIndex(of: dot), last != name.startIndex else { return "" }
    return name[name.utf8.index(after: last)...]
  }

  /// The folder that contains the path; `/` at the top.
  public static func folder(of path: String) -> String {
    guard let last = path.utf8.lastIndex(of: slash), last != path.startIndex else { return "/" }
    return String(path[..<last])
  }

  /// The path relative to `root` if it is below that, else the path itself.
  public static func relative(_ path: String, to root: String) -> String {
    isWithin(path, root) ? String(path.dropFirst(root.count + 1)) : path
  }

  /// Whether a path is somewhere below a folder.
  public static func isWithin(_ path: String, _ folder: String) -> Bool {
    let (inner, outer) = (path.utf8, folder.utf8)
    guard inner.count > outer.count, inner.starts(with: outer) else { return false }
    return inner[inner.index(inner.startIndex, offsetBy: outer.count)] == slash
  }
}
