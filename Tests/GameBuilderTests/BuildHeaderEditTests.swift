import Foundation
import HostSystem
import Testing

@testable import GameBuilder

extension RealCompilerTests {
  /// Any sequence of edits of a C header: an incremental build behaves like a clean build.
  @Suite(.serialized) struct BuildHeaderEditTests {
    @Test(arguments: [UInt64(1), 2])
    func `Incremental builds of random edits of a header equal clean builds`(
      seed: UInt64
    ) async throws {
      let fixture = try await RealCompilerTests.shared.value
      try fixture.reset()
      let program = try await ImageProgram(fixture)
      var random = SplitMix(state: seed)
      var game = HeaderGame()
      let compiler = try await fixture.compiler()
      var edits = ["start"]
      var compiled = 0
      for step in 0..<12 {
        for (path, text) in game.files
        where (try? String(contentsOfFile: fixture.folder + "/" + path, encoding: .utf8)) != text {
          try fixture.write(path, text)
        }
        let image = try await compiler.build(BuildRequest(complete: step % 3 != 0))
        let values = try await program.run(image)
        compiled += image.compiledFiles.count
        let objects = fixture.root + "/.hotloop/objects"
        try FileManager.default.moveItem(atPath: objects, toPath: objects + ".saved")
        try FileManager.default.createDirectory(atPath: objects, withIntermediateDirectories: true)
        let clean = try await program.run(try await compiler.build(BuildRequest(force: true)))
        let stale = try await CompiledCode(fixture).differences(of: objects + ".saved", and: objects)
        #expect(stale == [], "seed \(seed), step \(step), edits \(edits): objects of one name")
        try FileManager.default.removeItem(atPath: objects)
        try FileManager.default.moveItem(atPath: objects + ".saved", toPath: objects)
        #expect(values == clean, "seed \(seed), step \(step), edits \(edits): \(game)")
        edits = (0...Int.random(in: 0..<2, using: &random)).map { _ in game.edit(&random) }
      }
      #expect(compiled < 12 * game.files.count, "not every edit compiles everything")
    }

    @Test func `An edit of a header compiles the files that use what changed`() async throws {
      let fixture = try await RealCompilerTests.shared.value
      try fixture.reset()
      var game = HeaderGame()
      game.note = "// So that nothing is known of these files.\n"
      let compiler = try await fixture.compiler()
      func build() async throws -> Set<String> {
        for (path, text) in game.files { try fixture.write(path, text) }
        return Set(try await compiler.build(BuildRequest(complete: true)).compiled)
      }
      _ = try await build()
      game.comment += 1
      let comment = try await build()
      #expect(comment == [], "a comment")
      game.item.append("int64_t extra;")
      let item = try await build()
      let users: Set = [
        "Direct.swift", "Fields.swift", "Loop.swift", "Copy.swift", "Stride.swift", "Generic.swift",
        "Mirrored.swift",
        "Weigh.swift", "Holder.swift", "Held.swift", "Alias.swift", "Aliased.swift", "Paths.swift",
        "Closures.swift", "Globals.swift", "Inferred.swift", "Inferring.swift", "Maybe.swift", "Making.swift",
        "Hidden.swift", "Containers.swift", "Carried.swift", "Gold.swift", "Rim.swift", "Pieces.swift",
        "Pointers.swift",
        "Seeing.swift", "Sources.swift", "Drained.swift",
        "world.c",
      ]
      #expect(users.isSubset(of: item))
      let others: Set = [
        "Outside.swift", "Sized.swift", "Whole.swift", "Moods.swift", "Scores.swift", "Macros.swift",
        "Own.swift",
        "Entry.swift",
      ]
      #expect(others.isDisjoint(with: item), "\(others.intersection(item))")
      game.inner.append("int64_t more;")
      let inner = try await build()
      #expect(inner.isSuperset(of: ["Stages.swift", "Outside.swift", "Whole.swift", "Counts.swift"]))
      #expect(inner.isDisjoint(with: ["Direct.swift", "Macros.swift", "Held.swift", "Own.swift"]))
      game.limit += 1
      let limit = try await build()
      #expect(limit.isSuperset(of: ["Macros.swift", "Inlined.swift", "Weigh.swift"]))
      #expect(limit.isDisjoint(with: ["Direct.swift", "Whole.swift", "Moods.swift", "Own.swift"]))
      game.others += 1
      let unused = try await build()
      #expect(unused == ["world.c"], "a struct that nobody uses: \(unused)")
      game.condition = true
      #expect(try await build().count > 20, "what the preprocessor leaves out is not known")
    }
  }
}

/// Compares the code and data of objects, without debug information and the hash of the compiler's input.
private struct CompiledCode {
  private let fixture: GameFixture

  init(_ fixture: GameFixture) { self.fixture = fixture }

  /// The names of files that are in both folders and differ.
  func differences(of one: String, and other: String) async throws -> [String] {
    let names = Set(DiskFile.names(in: one) ?? []).intersection(DiskFile.names(in: other) ?? [])
    var different: [String] = []
    for name in names where name.hasSuffix(".o") {
      let codes = (try await code(of: "\(one)/\(name)"), try await code(of: "\(other)/\(name)"))
      // What the compiler knows of an opaque type depends on which files it compiles together.
      let usesOpaqueType = codes.0.ranges(of: Array("hiddenItem".utf8)).count > 0
      if codes.0 != codes.1, !usesOpaqueType { different.append(name) }
    }
    return different
  }

  private func code(of object: String) async throws -> [UInt8] {
    let stripped = fixture.folder + "/stripped.o"
    let clang = fixture.toolchain.clang
    let tool = clang.prefix(through: clang.lastIndex(of: "/") ?? clang.startIndex) + "llvm-objcopy"
    let result = try await ToolRun.run(
      String(tool), ["--strip-debug", "--remove-section=.swift_modhash", object, stripped], in: "/")
    try #require(result.succeeded, "\(result.text)")
    return try DiskFile.read(stripped)
  }
}

/// A program that loads an image and calls its entry, in a process of its own: to the runtime, C types of one name in all
/// images of a process are one type.
private struct ImageProgram {
  private let path: String

  init(_ fixture: GameFixture) async throws {
    let source = """
      #include <dlfcn.h>
      #include <stdio.h>
      int main(int count, char **arguments) {
        void *image = dlopen(arguments[1], RTLD_NOW);
        if (!image) { puts(dlerror()); return 1; }
        int (*entry)(int) = (int (*)(int))dlsym(image, "\(ImageFile.entrySymbol)");
        for (int index = 0; index < 40; index++) printf("%d: %d\\n", index, entry(index));
      }
      """
    try fixture.write("caller.c", source)
    path = fixture.folder + "/caller"
    let result = try await ToolRun.run(
      fixture.toolchain.clang, ["-w", fixture.folder + "/caller.c", "-o", path], in: fixture.folder)
    try #require(result.succeeded, "\(result.text)")
  }

  func run(_ image: BuiltImage) async throws -> String {
    let result = try await ToolRun.run(path, [image.path], in: "/")
    try #require(result.succeeded, "\(result.text)")
    return result.text
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same edits on every run.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
