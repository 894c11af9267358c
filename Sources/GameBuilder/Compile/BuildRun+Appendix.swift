import HostSystem

extension BuildRun {
  /// Has the compiler of an optimised module read some files with code behind their ends that uses what nobody else names; see
  /// ``GameEntry`` and ``HandlerUses``.
  /// - Parameter object: what is compiled.
  /// - Returns: further arguments, and the files that they name; none if there is nothing to add.
  func appendix(of module: CompiledModule, for object: String) -> (arguments: [String], files: [String]) {
    let sources = sent.read(module.sources.swift)
    var added: [String: String] = [:]
    for (path, source) in sources { added[path] = HandlerUses(source)?.text }
    if module.isGame, let entry = GameEntry(sources: sources) { added[entry.path, default: ""] += entry.text }
    if added.isEmpty { return ([], []) }
    let overlay = object + ".appendix.json"
    var contents: [String: String] = [:]
    do {
      for (index, (path, text)) in added.sorted(by: { $0.key < $1.key }).enumerated() {
        contents[path] = "\(object).appendix-\(index).swift"
        try DiskFile.write((sources[path] ?? []) + text.utf8, to: contents[path]!)
      }
      try DiskFile.write(sent.overlay(replacing: contents), to: overlay)
    } catch {
      // The compiler cannot write either, and says why.
      return ([], [])
    }
    return (["-vfsoverlay", overlay], contents.values + [overlay])
  }
}
