import HostSystem

/// How the game itself is compiled: for the speed of change, or for its own speed.
///
/// What it depends on always is SwiftPM's release build. So the canvas and the pools are fast behind game code that
/// is not optimised, conditions such as `#if DEBUG` mean the same at both speeds, and one preparation serves both.
enum BuildConfiguration: String, Codable, Sendable {
  case debug, release

  /// What SwiftPM is asked for.
  static let ofDependencies = "release"

  init(optimised: Bool) { self = optimised ? .release : .debug }
}

/// What was learned of how to build a game: commands, and what they depend on besides the game's own sources.
/// Kept on disk, and good for as long as none of `inputs` and `listings` changes.
struct BuildPlan: Codable, Equatable {
  /// One C file of a target that belongs to the game.
  struct CFile: Codable, Equatable {
    let source: String
    let compiler: String
    let arguments: [String]
  }

  /// Counted up when plans are made in another way, so that those of an earlier version are not trusted.
  static let currentFormat = 3

  let format: Int
  /// Where the package was. A plan does not move with it: it is full of absolute paths.
  let root: String
  let toolchain: Toolchain
  let configuration: BuildConfiguration
  let compile: CompileCommand
  let link: LinkCommand
  /// Sources of the game that lie outside its folder: what plugins generate.
  let generatedSources: [String]
  /// Files in the game's folder that SwiftPM does not compile.
  let foreignSources: Set<String>
  /// C files of targets that only the game depends on. They are compiled like the game itself.
  let cFiles: [CFile]
  /// Objects of everything else the game depends on, as SwiftPM built them but for debug information.
  let dependencyObjects: [String]
  /// What those objects have the linker look for (`-lswiftGlibc`, …).
  let dependencyLibraries: [String]
  /// Package.swift, and all that was read or written when the dependencies were built.
  let inputs: [String: FileSignature]
  /// Files that must not come to be: Package.resolved, where there is none.
  let absent: [String]
  /// Folder → the names of the sources in it. A new file there means another plan.
  let listings: [String: [String]]

  /// Nil while everything is as it was; else what changed (a path).
  func firstChange() -> String? {
    for (path, signature) in inputs where DiskFile.signature(of: path) != signature { return path }
    if let path = absent.first(where: DiskFile.exists) { return path }
    for (folder, names) in listings where BuildPlan.sourceNames(in: folder) != names { return folder }
    return nil
  }

  /// One hash of all that goes into every object besides the game's own files.
  var fingerprint: ContentHash {
    var hash = ContentHash(of: toolchain.version + toolchain.programs)
    for option in compile.options { hash.combine(option) }
    for file in cFiles {
      for argument in file.arguments { hash.combine(argument) }
    }
    for (path, signature) in inputs.sorted(by: { $0.key < $1.key }) {
      hash.combine(path)
      hash.combine("\(signature.size) \(signature.modified) \(signature.node)")
    }
    return hash
  }

  static func sourceNames(in folder: String) -> [String] {
    (DiskFile.names(in: folder) ?? []).filter { name in
      !name.hasPrefix(".") && SourceTree.isSource(name)
    }.sorted()
  }
}
