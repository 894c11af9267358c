import Glibc

/// Where programs are looked for by their names.
public struct ProgramSearch: Sendable {
  /// In the order in which they are searched.
  public let folders: [String]

  /// - Parameter path: folders, separated by colons; nil for the environment's PATH.
  public init(_ path: String? = nil) {
    let inherited = unsafe getenv("PATH").map { unsafe String(cString: $0) }
    folders = (path ?? inherited ?? "").split(separator: ":").map(String.init)
  }

  /// The path of the first program with a name; nil if there is none.
  public func find(_ name: String) -> String? {
    folders.map { $0 + "/" + name }.first(where: DiskFile.isExecutable)
  }
}
