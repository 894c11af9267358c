import Foundation
import Testing

@testable import GameBuilder

/// What files depend on, kept between builds.
struct ModuleInterfacesTests {
  private let file = "file"
  private let identity = ContentHash(of: "identity")
  private let dependencies: DependencyStore

  init() throws { dependencies = DependencyStore(folder: try GameFixture.temporaryFolder()) }

  private func interfaces(_ source: String) -> ModuleInterfaces {
    let other = FileInterface(path: "other", parts: InterfacePart.parts(of: Array(source.utf8)))
    return ModuleInterfaces(
      [FileInterface(path: file, parts: []), other], headers: FileInterface(path: "", parts: []))
  }

  private func hash(_ interfaces: ModuleInterfaces) -> ContentHash {
    interfaces.hash(visibleTo: file, identity, in: dependencies)
  }

  private func lookUp(_ names: Set<String>) throws {
    dependencies.add(try .of(names: names, types: [], memberTypes: [:]), to: identity)
  }

  @Test func `Dependencies that were found once are used until others are recorded`() throws {
    let old = interfaces("func f() -> Int { 1 }\nfunc g() -> Int { 1 }")
    let new = interfaces("func f() -> Int { 1 }\nfunc g() -> Float { 1 }")
    #expect(hash(old) != hash(new), "it depends on all, because nothing is recorded")
    try lookUp(["f"])
    #expect(hash(old) == hash(new), "it depends on f only")
    try lookUp(["f"])
    #expect(hash(old) == hash(new))
    try lookUp(["g"])
    #expect(hash(old) != hash(new), "it depends on g, too")
    dependencies.remove(identity)
    #expect(hash(old) != hash(new), "it depends on all again")
  }
}

extension FileDependencies {
  static func of(
    names: Set<String>, types: Set<String>, memberTypes: [String: Set<String>]
  ) throws -> FileDependencies {
    let object: [String: Any] = [
      "names": Array(names), "topLevelNames": Array(names.subtracting(memberTypes.keys)),
      "types": Array(types), "memberTypes": memberTypes.mapValues(Array.init),
      "hasUnreadableTypes": false,
    ]
    return try JSONDecoder().decode(
      FileDependencies.self, from: JSONSerialization.data(withJSONObject: object))
  }
}
