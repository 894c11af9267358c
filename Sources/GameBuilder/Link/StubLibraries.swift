import Foundation
import HostSystem
import Synchronization

/// Libraries that stand for those of the toolchain while a game is linked. Any thread.
///
/// A linker reads all symbols of a library: tens of thousands, of which a game uses some hundreds. There is a stub for each
/// library, with its name, and one of them defines the symbols that the last image uses from all of them. An image that is
/// linked with stubs needs the same libraries and symbols as one that is linked without.
final class StubLibraries: Sendable {
  private struct Stubs {
    /// Arguments (`-lswiftCore`, …) that stand for the libraries of one game.
    let libraries: [String]
    let symbols: Set<String>
    /// Nil if they could not be made.
    let folder: String?
  }

  private let folder: String
  private let made = Mutex<Stubs?>(nil)
  private let isBusy = Mutex(false)

  /// - Parameter folder: for the stubs.
  init(folder: String) { self.folder = folder }

  /// The linker's arguments that make it find the stubs of these libraries. Nil if there are none.
  func arguments(for libraries: [String]) -> [String]? {
    made.withLock { made in
      guard let made, made.libraries == libraries, let folder = made.folder else { return nil }
      // So little work is not worth starting threads.
      return ["-L\(folder)", "--threads=1"]
    }
  }

  /// Makes stubs that are enough to link an image again, if there are none yet. Ends early if a call has not ended yet.
  /// - Parameters:
  ///   - libraries: with which it was linked.
  ///   - link: the command.
  func prepare(for image: String, _ libraries: [String], _ link: LinkCommand, _ toolchain: Toolchain) async {
    let begins = isBusy.withLock { isBusy in
      defer { isBusy = true }
      return !isBusy
    }
    guard begins else { return }
    defer { isBusy.withLock { $0 = false } }
    guard let bytes = try? DiskFile.read(image),
      var symbols = try? ELFImage(bytes: bytes).importedSymbols()
    else { return }
    let old = made.withLock { $0 }
    if let old, old.libraries == libraries {
      if symbols.isSubset(of: old.symbols) { return }
      symbols.formUnion(old.symbols)
    }
    let folder = await make(libraries, symbols, link, toolchain)
    made.withLock { $0 = Stubs(libraries: libraries, symbols: symbols, folder: folder) }
    for name in DiskFile.names(in: self.folder) ?? [] where folder != "\(self.folder)/\(name)" {
      try? FileManager.default.removeItem(atPath: "\(self.folder)/\(name)")
    }
  }

  /// Returns their folder, or nil if that fails.
  private func make(
    _ libraries: [String], _ symbols: Set<String>, _ link: LinkCommand, _ toolchain: Toolchain
  ) async -> String? {
    // Those of the system have versions of symbols.
    let names = Set((libraries + link.libraries).map { "lib\($0.dropFirst(2)).so" })
    let replaced = names.sorted().filter { name in
      toolchain.runtimeLibraries.contains { DiskFile.exists("\($0)/\(name)") }
    }
    let sorted = symbols.sorted()
    var key = ContentHash(of: toolchain.version)
    for word in [toolchain.programs] + replaced + sorted { key.combine(word) }
    let result = "\(folder)/\(key.hexadecimal)"
    if DiskFile.isFolder(result) { return result }
    let temporary = "\(result).tmp"
    do {
      try? FileManager.default.removeItem(atPath: temporary)
      try DiskFile.makeFolder(temporary)
      let definitions = "\(temporary)/definitions"
      try DiskFile.write(Array(sorted.map { "\"--defsym=\($0)=0\"\n" }.joined().utf8), to: definitions)
      // Each library needs a file.
      let empty = "\(temporary)/empty"
      try DiskFile.write([0], to: empty)
      for name in replaced {
        let arguments =
          link.emulation + ["-shared", "-soname", name, "-o", "\(temporary)/\(name)"]
          + ["--format=binary", empty] + (name == replaced.first ? ["@\(definitions)"] : [])
        let made = try await ToolRun.run(link.linker, arguments, in: temporary, priority: .background)
        guard made.succeeded else { return nil }
      }
      try DiskFile.rename(temporary, to: result)
      return result
    } catch {
      return nil
    }
  }
}

extension ELFImage {
  /// The symbols that another library must define, without those of which a certain version is needed.
  func importedSymbols() throws(Truncated) -> Set<String> {
    let versions = try sections().first { $0.type == Section.symbolVersions }
    var symbols: Set<String> = []
    for (index, entry) in try symbolEntries(in: Section.dynamicSymbolTable).enumerated()
    where !entry.isDefined && entry.isGlobal {
      if let versions {
        let version = try integer(
          UInt16.self, at: versions.offset &+ 2 * UInt64(index), "versions of symbols")
        // Local and global symbols without a version have these numbers.
        if version & 0x7FFF > 1 { continue }
      }
      symbols.insert(String(decoding: string(at: entry.nameOffset), as: UTF8.self))
    }
    return symbols
  }
}
