import HostSystem

/// The names of files that editors and tools write temporarily.
enum EditorFile {
  private static let temporarySuffixes: Set<String> = [
    "swp", "swo", "swx", "tmp", "bak", "orig", "rej", "part", "lock",
  ]

  /// Whether an editor leaves a sign beside a file that it has opened: vim from then on, emacs once the text was changed.
  static func isOpen(_ path: String) -> Bool {
    let (folder, name) = (PathText.folder(of: path), PathText.name(of: path))
    return DiskFile.exists("\(folder)/.\(name).swp") || DiskFile.isLink("\(folder)/.#\(name)")
  }

  static func isTemporary(_ name: Substring) -> Bool {
    // Hidden: .x.swp (vim), .#x (emacs lock), .goutputstream-… (gedit), .x.kate-swp.
    if name.hasPrefix(".") || name.hasPrefix("#") || name.hasSuffix("~") { return true }
    // vim tests with a file of this name whether it may write to the folder.
    if name == "4913" { return true }
    // JetBrains: x.swift___jb_tmp___, x.swift___jb_old___.
    if name.hasSuffix("___") { return true }
    return temporarySuffixes.contains(String(PathText.suffix(of: String(name))))
  }
}
