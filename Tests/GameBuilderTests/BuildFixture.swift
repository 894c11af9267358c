import Foundation
import HostSystem
import Synchronization
import Testing

@testable import GameBuilder

#if canImport(Glibc)
  import Glibc
#endif

/// A real package with a game, in a temporary folder: with a Swift library and a C header of the same package, and a Swift
/// library of another package that uses C.
final class GameFixture: Sendable {
  /// Of both packages.
  let folder: String
  let toolchain: Toolchain
  /// The temporary folder.
  private let base: String

  var root: String { folder + "/game" }

  static let entry = """
    import Dep
    import GameSDK
    import World

    @c(hotloop_game) public func entry(_ x: Int32) -> Int32 {
      helper(x) + depValue() + Point().x + Pace(speed: 3).speed
    }
    """

  static let helper = "func helper(_ x: Int32) -> Int32 { x * 2 }\n"

  /// Its struct has a name that no other game in the test process uses: to the runtime, C types of one name are one type.
  static let world = """
    #pragma once
    #include <stdint.h>
    typedef struct Pace { int32_t speed; } Pace;
    int32_t world_scale(void);
    """

  /// A generic container of which only the game knows the type of the elements, as a pool of the SDK. Its memory contains
  /// the bytes 0, 7, 14, …
  static let bag = """
    nonisolated(unsafe) public let memory = {
      let memory = unsafe UnsafeMutableRawPointer.allocate(byteCount: 4096, alignment: 64)
      for index in 0..<4096 {
        unsafe memory.storeBytes(of: UInt8(truncatingIfNeeded: index &* 7), toByteOffset: index, as: UInt8.self)
      }
      return unsafe memory
    }()
    public protocol Bag {
      associatedtype Element
      var count: Int32 { get set }
    }
    extension Bag {
      @inlinable public subscript(index: Int) -> Element {
        @_transparent unsafeAddress {
          unsafe UnsafePointer(memory.assumingMemoryBound(to: Element.self) + index)
        }
      }
      @_transparent public var bytes: Int32 { count &* Int32(MemoryLayout<Element>.stride) }
      @inlinable public var elements: [Element] { (0..<Int(count)).map { self[$0] } }
      public func labels() -> String {
        Mirror(reflecting: self[0]).children.map { "\\($0.label ?? ""):\\($0.value)" }.joined(separator: ",")
      }
    }

    """

  static let manifest = """
    // swift-tools-version: 6.2
    import PackageDescription
    let package = Package(
      name: "sample",
      dependencies: [.package(path: "../dep")],
      targets: [
        .target(name: "GameSDK"),
        .target(name: "World", dependencies: ["GameSDK"], path: "Game/World"),
        .target(
          name: "Game", dependencies: ["GameSDK", "World", .product(name: "Dep", package: "dep")],
          path: "Game", exclude: ["World", "Notes"],
          swiftSettings: [
            .swiftLanguageMode(.v6), .strictMemorySafety(), .enableUpcomingFeature("MemberImportVisibility"),
            .define("SPECIAL"),
          ]),
      ])
    """

  static let dependency = """
    // swift-tools-version: 6.2
    import PackageDescription
    let package = Package(
      name: "dep", products: [.library(name: "Dep", targets: ["Dep"])],
      targets: [.target(name: "CDep"), .target(name: "Dep", dependencies: ["CDep"])])
    """

  /// - Parameter name: of a folder above the package.
  init(in name: String? = nil) async throws {
    base = try GameFixture.temporaryFolder()
    folder = name.map { [base] in "\(base)/\($0)" } ?? base
    toolchain = try await Toolchain.find(cache: nil)
    try write("dep/Package.swift", GameFixture.dependency)
    try write("dep/Sources/CDep/include/cdep.h", "int cdep(void);\n")
    try write("dep/Sources/CDep/cdep.c", "#include \"cdep.h\"\nint cdep(void) { return 7; }\n")
    try write("dep/Sources/Dep/Dep.swift", "import CDep\npublic func depValue() -> Int32 { cdep() + 1 }\n")
    try write("game/Package.swift", GameFixture.manifest)
    try write(
      "game/Sources/GameSDK/Point.swift",
      "public struct Point { public var x: Int32 = 0; public init() {} }\n")
    try write("game/Sources/GameSDK/Bag.swift", GameFixture.bag)
    try write("game/Game/Notes/Unused.swift", "this is not Swift\n")
    try reset()
  }

  deinit { try? FileManager.default.removeItem(atPath: base) }

  static func temporaryFolder() throws -> String {
    let name = "hotloop-test-\(getpid())-\(UInt64.random(in: 0..<(1 << 40)))"
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return try #require(DiskFile.real(path))
  }

  /// Restores the game's own sources.
  func reset() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: root + "/Game")
    where name.hasSuffix(".swift") || name == "More" {
      try FileManager.default.removeItem(atPath: "\(root)/Game/\(name)")
    }
    let headers = root + "/Game/World/include"
    if FileManager.default.fileExists(atPath: headers) { try FileManager.default.removeItem(atPath: headers) }
    try write("game/Game/Entry.swift", GameFixture.entry)
    try write("game/Game/Helper.swift", GameFixture.helper)
    try write("game/Game/World/include/world.h", GameFixture.world)
    try write("game/Game/World/world.c", "#include \"world.h\"\nint32_t world_scale(void) { return 5; }\n")
  }

  func write(_ path: String, _ text: String) throws {
    let file = URL(fileURLWithPath: "\(folder)/\(path)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func remove(_ path: String) throws {
    try FileManager.default.removeItem(atPath: "\(folder)/\(path)")
  }

  func package() async throws -> GamePackage {
    try await GamePackage.find(from: root + "/Game", toolchain: toolchain)
  }

  func compiler(_ events: BuildEventLog = BuildEventLog()) async throws -> GameCompiler {
    GameCompiler(package: try await package(), toolchain: toolchain) { events.add($0) }
  }

  /// Loads an image like the host, and calls its function.
  static func call(_ image: BuiltImage, _ x: Int32 = 10) throws -> Int32 {
    guard let library = unsafe dlopen(image.path, RTLD_NOW | RTLD_LOCAL) else {
      throw LoadFailure(reason: unsafe String(cString: dlerror()))
    }
    guard let symbol = unsafe dlsym(library, ImageFile.entrySymbol) else {
      throw LoadFailure(reason: "no entry symbol")
    }
    let entry = unsafe unsafeBitCast(symbol, to: (@convention(c) (Int32) -> Int32).self)
    return entry(x)
  }
}

/// Tests with the real compiler. They run one after the other, in one package: its dependencies are built only once, and
/// compilers do not compete for the processors.
@Suite(.serialized) enum RealCompilerTests {
  static let shared = Task {
    let game = try await GameFixture()
    folder.withLock { $0 = game.folder }
    // The package outlives every test.
    atexit { RealCompilerTests.folder.withLock { try? FileManager.default.removeItem(atPath: $0) } }
    return game
  }

  private static let folder = Mutex("")
}

struct LoadFailure: Error {
  let reason: String
}

/// The events of a compiler, in order.
final class BuildEventLog: Sendable {
  private let events = Mutex<[BuildEvent]>([])

  func add(_ event: BuildEvent) { events.withLock { $0.append(event) } }
  var all: [BuildEvent] { events.withLock { $0 } }
  func clear() { events.withLock { $0 = [] } }

  var names: [String] {
    all.map { event in
      switch event {
      case .preparing: "preparing"
      case .blocked: "blocked"
      case .started(let request, let files):
        "started\(request.optimised ? " optimised" : "") "
          + files.map { String($0.split(separator: "/").last ?? "") }.sorted().joined(separator: " ")
      case .finished: "finished"
      case .failed: "failed"
      case .packageChanged: "package"
      }
    }
  }
}

extension BuiltImage {
  /// The names of the files that were compiled.
  var compiled: [String] { compiledFiles.map { String($0.split(separator: "/").last ?? "") }.sorted() }
}

/// The diagnostics of a build that must fail.
func rejection(_ build: () async throws -> BuiltImage) async throws -> [Diagnostic] {
  do {
    _ = try await build()
  } catch BuildError.rejected(let diagnostics) {
    return diagnostics
  }
  Issue.record("the build succeeded")
  return []
}
