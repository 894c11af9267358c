import Foundation
import HostSystem
import SystemPackage

/// The Swift toolchain that games are compiled with.
public struct Toolchain: Codable, Equatable, Sendable {
  /// The folder of the toolchain's programs.
  public let programs: String
  /// As the compiler prints it: `Swift version 6.3.1 (swift-6.3.1-RELEASE)`.
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
  /// lld, the fastest linker. If the toolchain does not have it, nil: the system's default linker is used.
  public var lld: String? {
    let path = programs + "/ld.lld"
    return DiskFile.isExecutable(path) ? path : nil
  }

  /// Finds the toolchain whose `swiftc` comes first in `path`.
  ///
  /// - Parameters:
  ///   - path: folders, separated by colons; nil for the environment's PATH.
  ///   - cache: a folder. What the compiler reports is cached in it until the compiler changes.
  ///   - package: the folder of the package. A launcher such as swiftly may choose by it.
  public static func find(
    path: String? = nil, cache: String? = nil, for package: String? = nil
  ) async throws(ToolchainError) -> Toolchain {
    let search = ProgramSearch(path)
    guard let first = search.find("swiftc") else { throw .noCompiler(searched: search.folders) }
    // A launcher is run in another folder than this process.
    let compiler = URL(fileURLWithPath: first).path
    let record = cache.map { JSONRecord<Cached>(path: $0 + "/toolchain.json") }
    let signature = DiskFile.signature(of: compiler)
    if let known = record?.read(), known.compiler == compiler, known.signature == signature,
      known.toolchain.contains(compiler)
    {
      return known.toolchain
    }
    let found = try await ask(compiler, in: package ?? "/")
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

  /// Whether a program is the toolchain's own compiler, or a link to it. A launcher is not: it may start another toolchain
  /// the next time, without a change of its file.
  private func contains(_ compiler: String) -> Bool {
    guard let real = DiskFile.real(compiler) else { return false }
    return real == DiskFile.real(swiftc)
  }

  /// The lines of the answer: launchers and wrappers print lines of their own before and after it.
  private static func answer(in output: String) -> String {
    let lines = output.split(whereSeparator: \.isNewline)
    guard let first = lines.firstIndex(where: { $0.hasPrefix("{") }),
      let last = lines.lastIndex(where: { $0.hasSuffix("}") }), first <= last
    else { return output }
    return lines[first...last].joined(separator: "\n")
  }

  private static func ask(_ compiler: String, in folder: String) async throws(ToolchainError) -> Toolchain {
    let result: ToolResult
    do {
      result = try await ToolRun.run(compiler, ["-print-target-info"], in: folder)
    } catch {
      throw .unusable(compiler: compiler, output: "\(error)")
    }
    guard result.succeeded,
      let info = try? JSONDecoder().decode(TargetInfo.self, from: Data(answer(in: result.text).utf8))
    else { throw .unusable(compiler: compiler, output: result.text) }
    // The compiler in PATH may be a link or a launcher; its resources are beside the real programs.
    let resources = FilePath(info.paths.runtimeResourcePath)
    let programs = resources.removingLastComponent().removingLastComponent().appending("bin")
    return Toolchain(
      programs: programs.string, version: info.compilerVersion, triple: info.target.unversionedTriple,
      runtimeLibraries: info.paths.runtimeLibraryPaths)
  }
}
