import HostSystem

/// The commands that build what the game depends on, by who runs them.
struct PlannedDependencies {
  /// C files that only the game depends on. HotLoop compiles them like the game itself.
  private(set) var ofGame: [BuildManifest.Command] = []
  /// Everything else, which SwiftPM builds.
  private(set) var others: [BuildManifest.Command] = []
  private let package: GamePackage

  init(of game: BuildManifest.Command, in manifest: BuildManifest, _ package: GamePackage) {
    self.package = package
    let dependencies = manifest.dependencies(of: game)
    // A C target that a Swift dependency uses is part of that dependency, which must be built again when it changes.
    var shared: Set<String> = []
    for module in dependencies where module.isSwiftModule {
      shared.formUnion(manifest.dependencies(of: module).map(\.name))
    }
    for command in dependencies {
      let isInGame = command.inputs.contains { input in
        package.targets.contains { PathText.isWithin(input, $0.folder) }
      }
      if command.isC && isInGame && !shared.contains(command.name) && !command.arguments.isEmpty {
        ofGame.append(command)
      } else {
        others.append(command)
      }
    }
  }

  /// The objects that SwiftPM builds.
  var objects: [String] { others.flatMap { $0.outputs.filter { $0.hasSuffix(".o") } } }

  /// The headers that SwiftPM's C files are compiled with. Those of the game's own C targets are hashed for each build.
  var headers: [String] {
    headerFolders.flatMap { folder in
      let tree = GamePackage.Target(name: "", folder: folder, exclude: [], sources: nil)
      return SourceTree.files(of: tree, extensions: SourceTree.headerExtensions)
    }
  }

  private var headerFolders: Set<String> {
    var folders: Set<String> = []
    for command in others where command.isC {
      let arguments = command.arguments
      for (index, argument) in arguments.enumerated() where argument == "-I" && index + 1 < arguments.count {
        folders.insert(arguments[index + 1])
      }
      for input in command.inputs { folders.insert(PathText.folder(of: input)) }
    }
    let gameFolders = Set(
      ofGame.flatMap(\.inputs).filter(SourceTree.isC).map { PathText.folder(of: $0) })
    return folders.filter { folder in
      folder.hasPrefix("/") && !folder.contains("/.build/")
        && !gameFolders.contains { $0 == folder || PathText.isWithin(folder, $0) }
    }
  }

  /// The folders in which an added or removed file changes what SwiftPM plans.
  var foldersToList: Set<String> {
    var folders: Set<String> = []
    for command in others + ofGame {
      for input in command.inputs where SourceTree.isSource(input) && !input.contains("/.build/") {
        folders.insert(PathText.folder(of: input))
      }
    }
    for target in package.targets.dropFirst() {
      for path in SourceTree.files(of: target, extensions: SourceTree.sourceExtensions) {
        folders.insert(PathText.folder(of: path))
      }
      folders.insert(target.folder)
    }
    return folders
  }
}

extension BuildPlan.CFile {
  /// Removes the source, the outputs, and options for indexes and dependency files from a command of SwiftPM.
  init(_ command: BuildManifest.Command) {
    // The inputs also name modules that must be built before.
    source = command.inputs.first { SourceTree.isC($0) } ?? ""
    compiler = command.arguments[0]
    var arguments: [String] = []
    var index = 1
    while index < command.arguments.count {
      let argument = command.arguments[index]
      switch argument {
      case "-o", "-MF", "-MT", "-index-store-path": index += 2
      case "-MD", "-c", "-g", source: index += 1
      default:
        arguments.append(argument)
        index += 1
      }
    }
    self.arguments = arguments + ["-gline-tables-only"]
  }
}
