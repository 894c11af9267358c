import Foundation
import Testing

/// Two images in one process with different versions of a C struct, as after a save of world.h.
@Suite("C types of an image")
struct OwnTypesTests {
  /// Describes the types of an image by all means that use the runtime's metadata: an unspecialised generic, arrays,
  /// reflection, an associated type, a conformance looked up at run time, printing.
  private static let source = """
    @_spi(Reflection) import Swift
    import Types
    public protocol Container { associatedtype Element }
    extension CreaturePool: Container { public typealias Element = Creature }
    extension Creature: @retroactive CustomStringConvertible { public var description: String { "creature of \\(MemoryLayout<Self>.stride)" } }
    @inline(never) @_semantics("optimize.sil.specialize.generic.never") func stride<T>(_ type: T.Type) -> Int { MemoryLayout<T>.stride }
    func element<C: Container>(_ type: C.Type) -> Any.Type { C.Element.self }
    func fields(_ type: Any.Type) -> String {
      var names: [String] = []
      _ = _forEachField(of: type, options: _EachFieldOptions(rawValue: 2)) { name, offset, type, _ in
        names.append("\\(String(cString: name))@\\(offset):\\(_openExistential(type, do: stride))")
        return true
      }
      return names.joined(separator: ",")
    }
    @c(describe) public func describe(_ text: UnsafeMutablePointer<CChar>, _ size: Int) {
      let array = [Creature(), Creature()]
      let any: Any = Creature()
      let pool: Any.Type = CreaturePool.self
      let inPool = (pool as? any Container.Type).map { element($0) }
      let lines = [
        "generic \\(stride(Creature.self))", "array \\(array)", "fields \\(fields(Creature.self))",
        "element \\(inPool.map { _openExistential($0, do: stride) } ?? -1)",
        "enum \\(sameKind(Kind(rawValue: 1), KindB)) \\(sameKind(KindA, KindB))",
        "cast \\(any is any CustomStringConvertible) \\(any as? Creature != nil)",
        "dictionary \\([1: Creature()])",
      ]
      var bytes = Array(lines.joined(separator: "\\n").utf8.prefix(size - 1))
      bytes.append(0)
      for (index, byte) in bytes.enumerated() { text[index] = CChar(bitPattern: byte) }
    }
    """
  /// A second file of the module. Its object file has its own copies of the type descriptors, and only it has the
  /// conformances of `Kind`.
  private static let secondSource = """
    import Types
    public func sameKind(_ a: Kind, _ b: Kind) -> Bool { a == b }
    public func creatures() -> [Creature] { [Creature()] }
    """
  private static let header = """
    #include <stdint.h>
    typedef struct Vector { float x, y; } Vector;
    typedef enum Kind : uint8_t { KindA, KindB } Kind;
    typedef struct Creature { Vector position; Kind kind; } Creature;
    typedef struct CreaturePool { uint64_t offset; uint32_t count, capacity; } CreaturePool;
    """
  private static let changedHeader =
    header
    .replacingOccurrences(of: "float x, y;", with: "double x, y, z;")
    .replacingOccurrences(of: "Kind kind; }", with: "Kind kind; float shield; }")

  @Test(
    "Two images with different versions of a C struct each use their own",
    arguments: [["-Onone"], ["-O", "-wmo"]])
  func anImageKeepsItsOwnTypes(flags: [String]) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "own-types-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = try OwnTypesTests.image("first", OwnTypesTests.header, flags, in: folder)
    let second = try OwnTypesTests.image("second", OwnTypesTests.changedHeader, flags, in: folder)
    #expect(
      try OwnTypesTests.description(of: first) == """
        generic 12
        array [creature of 12, creature of 12]
        fields position@0:8,kind@8:1
        element 12
        enum true false
        cast true true
        dictionary [1: creature of 12]
        """)
    #expect(
      try OwnTypesTests.description(of: second) == """
        generic 32
        array [creature of 32, creature of 32]
        fields position@0:24,kind@24:1,shield@28:4
        element 32
        enum true false
        cast true true
        dictionary [1: creature of 32]
        """)
    #expect(try OwnTypesTests.exports(of: second) == ["describe"])
  }

  private static func image(_ name: String, _ header: String, _ flags: [String], in folder: URL) throws -> URL
  {
    let folder = folder.appending(path: name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try source.write(to: folder.appending(path: "main_types.swift"), atomically: true, encoding: .utf8)
    try secondSource.write(to: folder.appending(path: "second.swift"), atomically: true, encoding: .utf8)
    try header.write(to: folder.appending(path: "types.h"), atomically: true, encoding: .utf8)
    try "module Types { header \"types.h\" }".write(
      to: folder.appending(path: "module.modulemap"), atomically: true, encoding: .utf8)
    try "{ global: describe; local: *; };".write(
      to: folder.appending(path: "exports"), atomically: true, encoding: .utf8)
    let package = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../Sources/CGameImage")
    let sources = package.resolvingSymlinksInPath().path
    for file in ["own_types", "game_image"] {
      try run(
        [
          "clang", "-c", "-fPIC", "-O1", "-I", sources + "/include", "-I",
          "\(sources)/../CGameABI/include", "\(sources)/\(file).c", "-o",
          "\(file).o",
        ], in: folder)
    }
    let image = folder.appending(path: "\(name).so")
    try run(
      ["swiftc", "-emit-library", "-parse-as-library", "-module-name", "Game", "-I", folder.path] + flags + [
        "main_types.swift", "second.swift", "own_types.o", "game_image.o", "-use-ld=lld", "-Xlinker",
        "--version-script=exports", "-Xlinker", "--gc-sections", "-o", image.path,
      ], in: folder)
    return image
  }

  private static func description(of image: URL) throws -> String {
    let handle = unsafe try #require(unsafe dlopen(image.path, RTLD_NOW | RTLD_LOCAL))
    let found = unsafe try #require(unsafe dlsym(handle, "describe"))
    let describe = unsafe unsafeBitCast(
      found, to: (@convention(c) (UnsafeMutablePointer<CChar>, Int) -> Void).self)
    var text = [CChar](repeating: 0, count: 4096)
    unsafe describe(&text, text.count)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func exports(of image: URL) throws -> [String] {
    try run(["nm", "-D", "--defined-only", image.path], in: image.deletingLastPathComponent())
      .split(separator: "\n").compactMap { $0.split(separator: " ").last.map(String.init) }
  }

  @discardableResult
  private static func run(_ command: [String], in folder: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = folder
    // Output goes to a file: Foundation's read from a pipe fails on an interrupted system call.
    let output = folder.appending(path: "output.txt")
    try Data().write(to: output)
    let handle = try FileHandle(forWritingTo: output)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    try handle.close()
    let text = try String(contentsOf: output, encoding: .utf8)
    try #require(process.terminationStatus == 0, "\(command.joined(separator: " "))\n\(text)")
    return text
  }
}
