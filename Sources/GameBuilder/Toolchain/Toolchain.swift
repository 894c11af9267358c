import Foundation
import HostSystem
import SystemPackage

/// Why there is nothing to compile a game with.
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

/// The Swift toolchain that games are compiled with.
public struct Toolchain: Codable, Equatable, Sendable {
  /// The folder of the toolchain's programs, and the programs in it.
  public let programs: String
  /// The compiler's own words: `Swift version 6.3.1 (swift-6.3.1-RELEASE)`.
  public let version: String
  /// `x86_64-unknown-linux-gnu`.
  public let triple: String
  /// The folders that hold libswiftCore and the other runtime libraries.
  public let runtimeLibraries: [String]

  public var swift: String { programs + "/swift" }
  public var swiftc: String { programs + "/swiftc" }
  public var frontend: String { programs + "/swift-frontend" }
  public var clang: String { programs + "/clang" }
  public var symbolizer: String { programs + "/llvm-symbolizer" }
  /// lld, where the toolchain has it: the fastest linker there is. Nil means the system's default linker.
  public var lld: String? {
    let path = programs + "/ld.lld"
    return DiskFile.isExecutable(path) ? path : nil
  }

  /// Finds the toolchain whose `swiftc` comes first in `path`.
  ///
  /// The answer of the compiler is kept in `cache` (a folder) for as long as the compiler stays the same, so
  /// that a start needs no run of it.
  public static func find(
    path: String? = nil, cache: String? = nil
  ) async throws(ToolchainError) -> Toolchain {
    let path = path ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
    let folders = path.split(separator: ":").map(String.init)
    guard let compiler = folders.map({ $0 + "/swiftc" }).first(where: DiskFile.isExecutable) else {
      throw .noCompiler(searched: folders)
    }
    let record = cache.map { JSONRecord<Cached>(path: $0 + "/toolchain.json") }
    let signature = DiskFile.signature(of: compiler)
    if let known = record?.read(), known.compiler == compiler, known.signature == signature {
      return known.toolchain
    }
    let found = try await ask(compiler)
    for tool in [found.swift, found.swiftc, found.frontend, found.clang] where !DiskFile.isExecutable(tool) {
      throw .toolMissing(path: tool)
    }
    if let signature {
      record?.write(Cached(compiler: compiler, signature: signature, toolchain: found))
    }
    return found
  }

  private struct Cached: Codable {
    let compiler: String
    let signature: FileSignature
    let toolchain: Toolchain
  }

  private struct TargetInfo: Decodable {
    struct Target: Decodable { let unversionedTriple: String }
    struct Paths: Decodable {
      let runtimeLibraryPaths: [String]
      let runtimeResourcePath: String
    }
    let compilerVersion: String
    let target: Target
    let paths: Paths
  }

  private static func ask(_ compiler: String) async throws(ToolchainError) -> Toolchain {
    let result: ToolResult
    do {
      result = try await ToolRun.run(compiler, ["-print-target-info"], in: "/")
    } catch {
      throw .unusable(compiler: compiler, output: "\(error)")
    }
    guard result.succeeded,
      let info = try? JSONDecoder().decode(TargetInfo.self, from: Data(result.text.utf8))
    else { throw .unusable(compiler: compiler, output: result.text) }
    // The compiler in PATH may be a link or a launcher; its resources are beside the real programs.
    let resources = FilePath(info.paths.runtimeResourcePath)
    let programs = resources.removingLastComponent().removingLastComponent().appending("bin")
    return Toolchain(
      programs: programs.string, version: info.compilerVersion, triple: info.target.unversionedTriple,
      runtimeLibraries: info.paths.runtimeLibraryPaths)
  }
}
