import HostSystem

/// The compiled C modules that the compiler caches from one call to the next.
///
/// Clang's own check is not enough (``TrustedModules``), so the modules of the game's headers are removed when in doubt.
struct ClangModuleCache {
  /// Of the compiler.
  private let options: [String]
  /// The paths of the game's headers.
  private let headers: [String]
  /// When this value was made. Differs if a header is written, even with the same content.
  let headerState: ContentHash

  init(options: [String], headers: [String]) {
    self.options = options
    self.headers = headers
    headerState = ContentHash(signaturesOf: headers)
  }

  /// Whether no header has been written since this value was made.
  var areHeadersUntouched: Bool { ContentHash(signaturesOf: headers) == headerState }

  /// Removes the game's C modules. Those of the system stay.
  func removeGameModules() {
    for path in gameModules { DiskFile.remove(path) }
  }

  /// The files of the game's C modules.
  var gameModules: [String] {
    let prefixes = moduleNames.map { $0 + "-" }
    return folders.flatMap { folder in
      (DiskFile.names(in: folder) ?? [])
        .filter { name in name.hasSuffix(".pcm") && prefixes.contains(where: name.hasPrefix) }
        .map { folder + "/" + $0 }
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

extension ContentHash {
  /// Changes if one of the files is written, even with the same content.
  fileprivate init(signaturesOf paths: [String]) {
    self.init()
    for path in paths {
      combine(path)
      let signature = DiskFile.signature(of: path)
      combine(signature.map { "\($0.size) \($0.modified) \($0.changed) \($0.node)" } ?? "missing")
    }
  }
}
