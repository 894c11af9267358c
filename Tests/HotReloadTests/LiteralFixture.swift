import Foundation

@testable import GameBuilder

/// Sources with literals that have slots, without a compiler.
struct LiteralFixture {
  private let image: LiveImage

  /// - Parameter files: absolute path → text. All numbers are of type Int, all texts of type String.
  init(_ files: [String: String]) throws {
    var slots = 0
    var known: [String: LiveImage.File] = [:]
    for (path, text) in files.sorted(by: { $0.key < $1.key }) {
      let literals = try Self.literals(text)
      let typed = TypedLiterals(
        Dictionary(
          uniqueKeysWithValues: literals.literals.map { literal in
            (literal.range.lowerBound, TypedLiteral(type: Self.type(literal.kind), role: .body))
          }))
      let slotted = SlottedSource(literals, typed) { count in
        defer { slots += count }
        return slots
      }
      known[path] = LiveImage.File(
        content: ContentHash(of: literals.source), literals: literals, slots: slotted.slots)
    }
    let tree = SourceTree(files: known.mapValues(\.content))
    image = try LiveImage(
      path: "/p/live.so", tableOffset: 0, tableDistance: 0, marksDistance: 0, tableCount: slots,
      package: GamePackage(root: "/p", name: "p", targets: [], localPackages: []), plan: Self.plan,
      scan: SourceScan(
        tree: tree, modules: [ModuleSources(swift: files.keys.sorted(), interfaces: [])], headers: [],
        manifest: ContentHash(), sourceHash: tree.hash), files: known)
  }

  /// The literals after saves.
  /// - Parameter saved: the texts of files that were saved.
  func source(_ saved: [String: String] = [:]) throws -> LiveSource {
    LiveSource(image, try saved.mapValues(Self.literals))
  }

  private static func literals(_ text: String) throws -> SourceLiterals {
    guard let literals = SourceLiterals(Array(text.utf8)) else { throw CocoaError(.fileReadCorruptFile) }
    return literals
  }

  private static func type(_ kind: SourceLiterals.Literal.Kind) -> LiteralType {
    switch kind {
    case .integer: .int
    case .float: .double
    case .boolean: .bool
    case .string: .string
    }
  }

  /// Nothing is built by it.
  private static var plan: BuildPlan {
    get throws {
      let link = #"{"linker": "", "argumentsBeforeObjects": [], "argumentsAfterObjects": []}"#
      return BuildPlan(
        format: BuildPlan.currentFormat, root: "/p",
        toolchain: Toolchain(programs: "", version: "", triple: "", runtimeLibraries: []),
        configuration: .debug, modules: [],
        link: try JSONDecoder().decode(LinkCommand.self, from: Data(link.utf8)), cFiles: [],
        dependencyObjects: [], dependencyLibraries: [], inputs: [:],
        absent: [], listings: [:])
    }
  }
}
