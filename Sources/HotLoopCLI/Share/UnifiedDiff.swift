import HostSystem

/// The differences of two texts, as the program `diff` finds them and `git apply` takes them.
struct UnifiedDiff: Equatable {
  /// With the lines that name the file.
  let text: String
  let added: Int
  let removed: Int

  /// - Parameters:
  ///   - path: of the file, for the patch only.
  ///   - old: nil if the file is new.
  ///   - new: nil if the file is gone.
  ///   - folder: an empty one for temporary files, whose names are not taken from the path.
  /// - Returns: nil if `diff` cannot be run.
  init?(of path: String, from old: String?, to new: String?, in folder: String) async {
    let (before, after) = (folder + "/before", folder + "/after")
    defer {
      DiskFile.remove(before)
      DiskFile.remove(after)
    }
    guard (try? DiskFile.write(Array((old ?? "").utf8), to: before)) != nil,
      (try? DiskFile.write(Array((new ?? "").utf8), to: after)) != nil
    else { return nil }
    let names = (Self.name("a/" + path), Self.name("b/" + path))
    // A tab ends a name that has spaces.
    func label(_ name: String, isThere: Bool) -> String {
      "--label=" + (isThere ? name + (path.contains(" ") ? "\t" : "") : "/dev/null")
    }
    let words = [
      "LC_ALL=C", "diff", "--text", "-u", label(names.0, isThere: old != nil),
      label(names.1, isThere: new != nil), before, after,
    ]
    guard let result = try? await ToolRun.run("/usr/bin/env", words, in: folder),
      result.end == .exited(0) || result.end == .exited(1)
    else { return nil }
    var header = "diff --git \(names.0) \(names.1)\n"
    if old == nil { header += "new file mode 100644\n" }
    if new == nil { header += "deleted file mode 100644\n" }
    text = header + result.text
    // The two lines with the names come first.
    let lines = result.text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2)
    added = lines.count { $0.hasPrefix("+") }
    removed = lines.count { $0.hasPrefix("-") }
  }

  /// A path as git writes it: in quotes if it has characters that would end it.
  private static func name(_ path: String) -> String {
    guard path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0x22 || $0 == 0x5C }) else {
      return path
    }
    var quoted = "\""
    for scalar in path.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\" + String(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 8)
        quoted += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
