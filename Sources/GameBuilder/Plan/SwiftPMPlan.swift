import Foundation
import HostSystem

/// SwiftPM's own plan of a build, `.build/release.yaml`. SwiftPM uses it again although the Package.swift of a package that
/// is a folder beside this one was changed, and then fails with what the new plan would have.
enum SwiftPMPlan {
  private struct Workspace: Decodable {
    struct Contents: Decodable { let dependencies: [Dependency] }
    struct Dependency: Decodable { let packageRef: Reference }
    struct Reference: Decodable {
      let kind: String
      let location: String
    }
    let object: Contents
  }

  static func path(root: String) -> String { "\(root)/.build/\(BuildConfiguration.ofDependencies).yaml" }

  /// Removes the plan if it is older than the description of a dependency. SwiftPM then makes a new one.
  static func removeIfOutdated(root: String) {
    let path = path(root: root)
    guard let plan = DiskFile.signature(of: path),
      let state = try? DiskFile.read(root + "/.build/workspace-state.json"),
      let workspace = try? JSONDecoder().decode(Workspace.self, from: Data(state))
    else { return }
    let isOutdated = workspace.object.dependencies.contains { dependency in
      guard dependency.packageRef.kind == "fileSystem" else { return false }
      let manifest = DiskFile.signature(of: dependency.packageRef.location + "/Package.swift")
      return manifest.map { max($0.modified, $0.changed) > plan.modified } ?? false
    }
    if isOutdated { DiskFile.remove(path) }
  }
}
