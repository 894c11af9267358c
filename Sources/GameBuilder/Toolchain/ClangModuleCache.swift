import HostSystem

/// The compiled C modules that the compiler caches from one call to the next.
///
/// Clang treats a header as unchanged if its size and the second of its modification are the same. Two saves within a second
/// that swap two fields of a world look like one, so the modules of the game's headers are removed whenever the content of
/// the headers changed.
struct ClangModuleCache {
  let options: [String]

  /// Removes the game's C modules. Those of the system stay.
  func removeGameModules() {
    let prefixes = moduleNames.map { $0 + "-" }
    for folder in folders {
      for name in DiskFile.names(in: folder) ?? [] where name.hasSuffix(".pcm") {
        if prefixes.contains(where: name.hasPrefix) { DiskFile.remove(folder + "/" + name) }
      }
    }
  }

  /// One folder for each set of options.
  private var folders: [String] {
    guard let index = options.firstIndex(of: "-module-cache-path"), index + 1 < options.count else {
      return []
    }
    let root = options[index + 1]
    return (DiskFile.names(in: root) ?? []).map { root + "/" + $0 }.filter(DiskFile.isFolder)
  }

  /// The modules in the module maps that the options name.
  private var moduleNames: [String] {
    var maps: [String] = []
    for (index, option) in options.enumerated() {
      if option.hasPrefix("-fmodule-map-file=") {
        maps.append(String(option.dropFirst("-fmodule-map-file=".count)))
      } else if option == "-I", index + 1 < options.count {
        maps.append(options[index + 1] + "/module.modulemap")
      } else if option.hasPrefix("-I") {
        maps.append(String(option.dropFirst(2)) + "/module.modulemap")
      }
    }
    return maps.flatMap { map in
      guard let text = try? DiskFile.readText(map) else { return [String]() }
      let words = text.split { $0.isWhitespace || $0 == "{" }
      return zip(words, words.dropFirst()).filter { $0.0 == "module" }.map { String($0.1) }
    }
  }
}
