import Engine
import Foundation
import GameBuilder
import HostSystem
import Testing

@testable import HotReload

extension Stories {
  /// The types that a loaded image resolves before its code runs. The image is built by the real compiler.
  @Suite("Types of an image", .serialized)
  struct TypeStories {
    @Test("The types that an image names are resolved before its code runs")
    func resolvedAtLoad() async throws {
      let testPackage = try TestPackage()
      let toolchain = try await Toolchain.find(cache: nil)
      let package = try await GamePackage.find(from: testPackage.root.path, toolchain: toolchain)
      let built = try await GameCompiler(package: package, toolchain: toolchain).build()
      _ = try GameImage.load(
        path: built.path, services: HostServices(assets: AssetStore()) { _, _ in }, for: .reloads(sources: [])
      )

      let file = ELFImage(bytes: try DiskFile.read(built.path))
      let symbols = try file.symbolEntries()
      let entry = try #require(
        symbols.first { file.hasString(ImageFile.entrySymbol, at: $0.nameOffset) && $0.isDefined })
      let handle = unsafe try #require(unsafe dlopen(built.path, RTLD_NOW | RTLD_NOLOAD))
      let base = unsafe try #require(unsafe dlsym(handle, ImageFile.entrySymbol)) - Int(entry.value)
      let variables = symbols.filter { TypeResolution.isVariable($0, of: file) }
      #expect(variables.count > 5)
      for variable in variables {
        // Before it is resolved, it is negative: its upper half holds the negated length of a name.
        let content = unsafe base.load(fromByteOffset: Int(variable.value), as: Int64.self)
        #expect(content > 0, "\(String(decoding: file.string(at: variable.nameOffset), as: UTF8.self))")
      }
    }
  }
}
