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

  /// Pairs of paths that Unicode takes for the same text, such as `é` as one character and as `e` with an accent. Swift's
  /// strings are equal then, so one of the files would be lost. Sorted.
  public static func lookAlikes(_ paths: [String]) -> [(String, String)] {
    let bytes = Dictionary(grouping: Set(paths.map { Array($0.utf8) })) {
      String(decoding: $0, as: UTF8.self)
    }
    return bytes.values.filter { $0.count > 1 }.map { same in
      let sorted = same.sorted { $0.lexicographicallyPrecedes($1) }
      return (String(decoding: sorted[0], as: UTF8.self), String(decoding: sorted[1], as: UTF8.self))
    }.sorted { $0.0 < $1.0 }
  }

  /// With the characters that differ as numbers: the names look the same.
  public static func lookAlikeReason(_ first: String, _ second: String) -> String {
    func spelled(_ path: String) -> String {
      let scalars = name(of: path).unicodeScalars.map { scalar in
        scalar.isASCII ? String(scalar) : "<U+" + String(scalar.value, radix: 16, uppercase: true) + ">"
      }
      return scalars.joined()
    }
    return
      "\(first) and \(second) are two files with the same name, written as \(spelled(first)) and \(spelled(second)); "
      + "rename or remove one of them"
  }
}
