import Foundation
import HostSystem

/// The package of a game and those that it depends on by path, directly or not: the packages whose files the author edits.
///
/// The package of the SDK is not among them, unless the game is in it.
struct LocalPackages {
  struct Package {
    /// Absolute, with symbolic links resolved.
    let root: String
    let description: PackageDescription
  }

  /// That of the game first.
  let packages: [Package]
  /// The folders of those whose description cannot be read at present.
  let unreadable: [String]

  var game: PackageDescription { packages[0].description }

  /// Reads their descriptions. They are cached in the game's state folder until the content of Package.swift changes.
  ///
  /// Of a package by path that cannot be read, only the folder is known: SwiftPM reports why, when it builds the game.
  static func read(root: String, toolchain: Toolchain) async throws(PackageError) -> LocalPackages {
    try GamePackage.makeStateFolder(root: root)
    let game = try await describe(root, of: root, toolchain: toolchain)
    var packages = [Package(root: root, description: game)]
    var unreadable: [String] = []
    var pending = game.localPackages
    while let path = pending.popLast() {
      guard let folder = DiskFile.real(path), !packages.contains(where: { $0.root == folder }),
        !unreadable.contains(folder)
      else { continue }
      let description: PackageDescription
      do {
        description = try await describe(folder, of: root, toolchain: toolchain)
      } catch .cancelled {
        throw .cancelled
      } catch {
        unreadable.append(folder)
        continue
      }
      if description.target(named: GamePackage.sdkTarget) != nil { continue }
      packages.append(Package(root: folder, description: description))
      pending += description.localPackages
    }
    return LocalPackages(packages: packages, unreadable: unreadable)
  }

  /// A target of the game's package and the targets it depends on, directly or through others.
  func closure(of name: String) -> [(package: Package, target: PackageDescription.Target)] {
    var found: [(package: Package, target: PackageDescription.Target)] = []
    var pending = [(package: packages[0], name: name)]
    while let (package, name) = pending.popLast() {
      guard let target = package.description.target(named: name),
        !found.contains(where: { $0.package.root == package.root && $0.target.name == name })
      else { continue }
      found.append((package, target))
      for dependency in target.dependencies {
        if let own = dependency.targetName, package.description.target(named: own) != nil {
          pending.append((package, own))
        } else if let product = dependency.productName {
          pending += targets(of: product, requiredBy: package)
        }
      }
    }
    return found
  }

  private func targets(of product: String, requiredBy package: Package) -> [(package: Package, name: String)]
  {
    let folders = Set(package.description.localPackages.compactMap { DiskFile.real($0) })
    return packages.filter { folders.contains($0.root) }.flatMap { package in
      package.description.products.filter { $0.name == product }.flatMap(\.targets).map { (package, $0) }
    }
  }

  private struct Cached: Codable {
    let manifest: String
    let version: String
    let description: PackageDescription
  }

  /// - Parameter game: the folder of the game's package.
  private static func describe(
    _ root: String, of game: String, toolchain: Toolchain
  ) async throws(PackageError) -> PackageDescription {
    let manifest = root + "/Package.swift"
    let content = ContentHash(of: (try? DiskFile.read(manifest)) ?? []).hexadecimal
    let suffix = root == game ? "" : "-\(ContentHash(of: root).hexadecimal.prefix(16))"
    let record = JSONRecord<Cached>(path: "\(game)/.hotloop/package\(suffix).json")
    if let known = record.read(), known.manifest == content, known.version == toolchain.version {
      return known.description
    }
    // SwiftPM would make `.build` in a package that is not built there.
    let scratch = root == game ? [] : ["--scratch-path", game + "/.hotloop/scratch"]
    let result: ToolResult
    do {
      result = try await ToolRun.run(
        toolchain.swift, ["package", "--package-path", root] + scratch + ["dump-package"], in: game,
        cancellation: .interrupt)
    } catch {
      switch error {
      case .cancelled: throw .cancelled
      case .notStarted(let tool, let reason): throw .toolNotStarted(tool: tool, reason: reason)
      }
    }
    if case .signalled(let signal) = result.end {
      throw .toolCrashed(tool: toolchain.swift, signal: signal, output: String(result.text.suffix(1000)))
    }
    // Warnings may precede the JSON.
    guard result.succeeded, let start = result.text.firstIndex(of: "{"),
      let description = try? JSONDecoder().decode(
        PackageDescription.self, from: Data(result.text[start...].utf8))
    else { throw .badManifest(manifest: manifest, output: result.text) }
    record.write(Cached(manifest: content, version: toolchain.version, description: description))
    return description
  }
}
