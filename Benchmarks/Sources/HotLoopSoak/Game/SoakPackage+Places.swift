import Foundation
import HotLoopProduct

/// Other places for the soak's source: links, folders, and other line ends.
extension SoakPackage {
  private static let source = "Game/Soak.swift"
  /// Outside `Game`, so that a file in it belongs to the game only by a link.
  private static let elsewhere = "elsewhere"
  private static let part = "Game/Part"

  /// Undoes everything that this extension does, except line ends.
  func removePlaces() throws {
    if isLink(Self.source) { try remove(Self.source) }
    for name in [Self.part, Self.elsewhere] where exists(name) || isLink(name) { try remove(name) }
  }

  private func isLink(_ name: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: path(name))) != nil
  }

  /// Replaces the source by a symbolic link to a file elsewhere.
  func linkSource() throws {
    try createFolder(Self.elsewhere)
    try rename(Self.source, to: Self.elsewhere + "/Soak.swift")
    try link(Self.source, to: "../" + Self.elsewhere + "/Soak.swift")
  }

  /// Gives the source a second name elsewhere.
  func hardLinkSource() throws {
    try createFolder(Self.elsewhere)
    try FileManager.default.linkItem(
      atPath: path(Self.source), toPath: path(Self.elsewhere + "/Soak.swift"))
  }

  /// Moves the source to a folder in `Game`.
  func moveSourceToFolder() throws {
    try createFolder(Self.part)
    try rename(Self.source, to: Self.part + "/Soak.swift")
  }

  /// Moves the source to a folder elsewhere, to which a link in `Game` leads.
  func moveSourceToLinkedFolder() throws {
    try createFolder(Self.elsewhere)
    try rename(Self.source, to: Self.elsewhere + "/Soak.swift")
    try link(Self.part, to: "../" + Self.elsewhere)
  }

  /// Saves the source by its name elsewhere.
  func saveElsewhere(_ source: SoakSource) throws {
    try save(Self.elsewhere + "/Soak.swift", source.swift)
  }

  /// Saves source and header with the line ends of Windows.
  func saveWithCRLF(_ source: SoakSource) throws {
    try save(header, try headerWith(source).replacing("\n", with: "\r\n"))
    try save(Self.source, source.swift.replacing("\n", with: "\r\n"))
  }

  private func createFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
  }

  private func link(_ name: String, to destination: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: destination)
  }
}
