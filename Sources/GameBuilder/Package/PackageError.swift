import HostSystem
import SystemPackage

/// Why no game can be played from a folder.
public enum PackageError: Error, Equatable, Sendable, CustomStringConvertible {
  case noPackage(folder: String)
  case noGameTarget(manifest: String, targets: [String])
  case noGameFolder(manifest: String, target: String)
  case gameIsProgram(file: String)
  case badManifest(manifest: String, output: String)
  /// SwiftPM could not be started to read the manifest, or a signal ended it.
  case toolNotStarted(tool: String, reason: String)
  case toolCrashed(tool: String, signal: Int32, output: String)
  case notWritable(folder: String, reason: Errno)
  case cancelled

  public var description: String {
    switch self {
    case .noPackage(let folder):
      return "no Package.swift in \(folder) or above it; start hotloop in the folder of a game's package"
    case .noGameTarget(let manifest, let targets):
      let known = targets.isEmpty ? "it has none" : "it has \(targets.joined(separator: ", "))"
      return "\(manifest): no target named Game (\(known)); "
        + "add .target(name: \"Game\", dependencies: [.product(name: \"GameSDK\", package: \"hotloop\")])"
    case .noGameFolder(let manifest, let target):
      return "\(manifest): the folder of target \(target) does not exist; "
        + "put it back where it was, make Sources/\(target), or correct the target's `path:` there"
    case .gameIsProgram(let file):
      return
        "\(file): a game is a library, but a file named main.swift makes its target a program; rename the file"
    case .badManifest(let manifest, let output):
      let cause = Shortage(output: output)?.explanation ?? "correct it and try again"
      return "\(manifest): cannot be read by SwiftPM; \(cause). It said:\n\(output)"
    case .toolNotStarted(let tool, let reason): return ToolText.unstarted(tool, reason)
    case .toolCrashed(let tool, let signal, let output): return ToolText.killed(tool, by: signal, output)
    case .notWritable(let folder, let reason):
      let advice =
        Shortage(output: "\(reason)")?.explanation ?? "give yourself permission (chmod u+w), or play a copy"
      return "\(folder): cannot be written to (\(reason)); \(advice)"
    case .cancelled:
      return "reading the package was cancelled"
    }
  }
}
