import HostSystem

/// Other values for literals of one file, to be written into it.
public struct LiteralEdit: Sendable {
  /// Absolute.
  public let path: String
  /// Of the content that the file must still have.
  let content: ContentHash
  /// By the index of the literal.
  let texts: [Int: String]

  /// Writes several files; none if one of them was changed or is read-only.
  public static func write(_ edits: [LiteralEdit]) throws(LiteralWriteError) {
    for edit in edits {
      guard let file = try? SourceFile(reading: edit.path), file.content == edit.content else {
        throw .file(.changed(edit.path))
      }
      _ = try LiteralWriter.replacing(edit.texts, in: file.bytes, path: edit.path)
      do throws(SourceFileError) { try file.checkReplaceable() } catch { throw .file(error) }
    }
    for edit in edits { _ = try LiteralWriter.write(edit.texts, to: edit.path, expecting: edit.content) }
  }
}
