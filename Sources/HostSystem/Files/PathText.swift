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
    guard isWithin(path, root) else { return path }
    // By bytes: a combining mark behind the slash is one Character with it.
    return String(path[path.utf8.index(path.startIndex, offsetBy: root.utf8.count + 1)...])
  }

  /// Whether a path is somewhere below a folder.
  public static func isWithin(_ path: String, _ folder: String) -> Bool {
    let (inner, outer) = (path.utf8, folder.utf8)
    guard inner.count > outer.count, inner.starts(with: outer) else { return false }
    return inner[inner.index(inner.startIndex, offsetBy: outer.count)] == slash
  }

  /// Pairs of paths that Unicode takes for the same text, such as `é` as one character and as `e` with an accent. Swift's
  /// strings are equal then, so one of the files would be lost. Of folders that contain files, too: then only the folders
  /// are a pair, not what is in them. Sorted.
  public static func lookAlikes(_ paths: [String]) -> [(String, String)] {
    var spellings: [String: Set<[UInt8]>] = [:]
    for path in paths {
      var path = path
      // The folders above one that is known are known, too.
      while spellings[path, default: []].insert(Array(path.utf8)).inserted, path.utf8.contains(slash) {
        path = folder(of: path)
      }
    }
    return spellings.values.filter { $0.count > 1 }.compactMap { same in
      let sorted = same.sorted { $0.lexicographicallyPrecedes($1) }.map {
        String(decoding: $0, as: UTF8.self)
      }
      let pair = (sorted[0], sorted[1])
      return folder(of: pair.0).utf8.elementsEqual(folder(of: pair.1).utf8) ? pair : nil
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
      "\(first) and \(second) are two files or folders with the same name, written as \(spelled(first)) and \(spelled(second)); "
      + "rename or remove one of them"
  }
}
