import Foundation
import HostSystem

/// Caches of compiled modules that were filled while the package was in another folder. They hold absolute paths, so the
/// compiler refuses them, and SwiftPM never replaces them: no build succeeds until they are removed.
enum MovedModules {
  /// Whether a compiler failed because of them.
  static func areBlamed(in output: String) -> Bool { output.contains("compiled with module cache path") }

  /// Removes all caches of compiled modules below a folder. They are filled again by the next build.
  static func remove(in folder: String) {
    for name in DiskFile.names(in: folder) ?? [] {
      let path = folder + "/" + name
      // `.build/debug` is a link to a folder beside it, and checkouts have no caches.
      guard name != "checkouts", !DiskFile.isLink(path), DiskFile.isFolder(path) else { continue }
      if name == "ModuleCache" {
        try? FileManager.default.removeItem(atPath: path)
      } else if !name.hasSuffix(".build") {
        remove(in: path)
      }
    }
  }
}
