/// Why no Swift toolchain can be used.
public enum ToolchainError: Error, Equatable, Sendable, CustomStringConvertible {
  case noCompiler(searched: [String])
  case unusable(compiler: String, output: String)
  case toolMissing(path: String)

  public var description: String {
    switch self {
    case .noCompiler(let searched):
      return
        "no Swift compiler: `swiftc` is in none of the folders of PATH (\(searched.joined(separator: ":"))); "
        + "install Swift 6.3 or later from https://www.swift.org/install and put its usr/bin into PATH"
    case .unusable(let compiler, let output):
      return "\(compiler): does not answer to -print-target-info as a Swift compiler does; "
        + "check that `swiftc --version` works. It said: \(output)"
    case .toolMissing(let path):
      return "\(path): missing from the Swift toolchain; install the toolchain again"
    }
  }
}
