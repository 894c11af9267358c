import Foundation
import Glibc
import HotLoopProduct

/// Edits of the files. Paths are relative to the package.
extension SoakPackage {
  /// Writes a source, and undoes all other edits.
  func write(_ source: SoakSource) throws {
    try removePlaces()
    for name in ["Game/Soak2.swift", "Game/Latin.swift"] where exists(name) { try remove(name) }
    try save(asset, assetText)
    try save(cFile, cText)
    try saveHeader(source)
    try save("Game/Soak.swift", source.swift)
  }

  func saveHeader(_ source: SoakSource, broken: Bool = false) throws {
    try save(header, headerWith(source, broken: broken))
  }

  /// The header with the declarations of a source: types before the world's struct, and fields in it.
  func headerWith(_ source: SoakSource, broken: Bool = false) throws -> String {
    guard let field = headerText.range(of: Self.headerField),
      let world = headerText.range(
        of: "typedef struct", options: .backwards, range: headerText.startIndex..<field.lowerBound)
    else { throw ProgramError("\(header): no `typedef struct` before `\(Self.headerField)`") }
    let fields = source.fields.declarations + (broken ? " int32_t" : "")
    return headerText[..<world.lowerBound] + source.items.declarations
      + headerText[world.lowerBound..<field.upperBound] + " \(fields)" + headerText[field.upperBound...]
  }

  func saveConstructor(_ body: String) throws {
    try save(
      cFile, cText + "#include <stdlib.h>\n__attribute__((constructor)) static void soak(void) { \(body) }\n")
  }

  func breakAsset() throws { try save(asset, "!\u{1}soaked\n" + assetText) }

  /// Saves in place, as `cat > file` does, unless the file has this content.
  func save(_ name: String, _ text: String) throws {
    guard !exists(name) || copy.text(name) != text else { return }
    try Data(text.utf8).write(to: root.appendingPathComponent(name))
  }

  /// Saves the same content again, if the file exists.
  func saveAgain(_ name: String) throws {
    if exists(name) { try Data(copy.text(name).utf8).write(to: root.appendingPathComponent(name)) }
  }

  func saveNotUTF8(_ name: String) throws {
    try Data(Array("let stra".utf8) + [0xDF] + Array("e = 1\n".utf8)).write(
      to: root.appendingPathComponent(name))
  }

  /// Truncates the images on disk. They become new files, because the host maps the loaded ones.
  func truncateImages() throws {
    let folder = root.appendingPathComponent(".hotloop/images")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasSuffix(".so") {
      let image = folder.appendingPathComponent(name)
      guard let half = try? Data(contentsOf: image).prefix(100_000) else { continue }
      try Data(half).write(to: image, options: .atomic)
    }
  }

  /// Removes the first of these files that exists.
  func removeFirst(of names: String...) throws {
    if let name = names.first(where: exists) { try remove(name) }
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(at: root.appendingPathComponent(name))
  }

  func rename(_ name: String, to other: String) throws {
    guard unsafe Glibc.rename(path(name), path(other)) == 0 else {
      throw ProgramError("\(path(name)): \(unsafe String(cString: strerror(errno)))")
    }
  }
}
