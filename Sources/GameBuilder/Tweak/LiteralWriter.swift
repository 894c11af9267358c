import HostSystem

/// Writes new texts of literals into a source. Everything else stays as it is, byte for byte.
public enum LiteralWriter {
  /// The source with new texts of some literals.
  /// - Parameter texts: by the index of the literal (``LiteralPlace/index``). Each is a literal of the same kind,
  ///   or a number where the declaration has the type Float or Double.
  public static func replacing(
    _ texts: [Int: String], in source: [UInt8], path: String
  ) throws(LiteralWriteError) -> [UInt8] {
    guard let old = SourceLiterals(source) else { throw .unreadable(path) }
    var result: [UInt8] = []
    var position = 0
    var expected = old.literals.map { old.text($0) }
    for (index, text) in texts.sorted(by: { $0.key < $1.key }) {
      guard old.literals.indices.contains(index) else { throw .noLiteral(path, index: index) }
      let literal = old.literals[index]
      let line = old.line(of: literal)
      let kind = SourceLiterals.kind(of: text)
      guard kind.map({ literal.canBecome($0, mayHaveFraction: literal.isWholeFloat) }) == true else {
        throw .otherKind(path, line: line, old: expected[index], new: text)
      }
      if text.hasPrefix("-"), !old.mayBeNegative(literal) {
        throw .minus(path, line: line, old: expected[index], new: text)
      }
      result += source[position..<literal.range.lowerBound]
      result += Array(text.utf8)
      position = literal.range.upperBound
      expected[index] = text
    }
    result += source[position...]
    // The tokens around decide whether the texts are read as intended.
    guard let new = SourceLiterals(result), new.skeleton == old.skeleton,
      new.literals.map({ new.text($0) }) == expected
    else { throw .unreadable(path) }
    return result
  }

  /// Replaces texts of literals in a file, all or none, so that readers see the old content or the new one. The file
  /// keeps its permissions and its owner; a link to it stays a link.
  /// - Parameters:
  ///   - texts: by the index of the literal. Each is a literal of the same kind.
  ///   - expected: the hash of the content that the indices are of.
  /// - Returns: the new content.
  /// - Throws: ``LiteralWriteError/file(_:)`` with ``SourceFileError/changed(_:)`` if the file has another content.
  ///   Nothing is written after any error.
  public static func write(
    _ texts: [Int: String], to path: String, expecting expected: ContentHash
  ) throws(LiteralWriteError) -> [UInt8] {
    let file: SourceFile
    do throws(FileError) {
      file = try SourceFile(reading: path)
    } catch {
      throw .file(.file(error))
    }
    guard file.content == expected else { throw .file(.changed(path)) }
    let content = try replacing(texts, in: file.bytes, path: path)
    if content == file.bytes { return content }
    do throws(SourceFileError) {
      try file.replace(with: content)
    } catch {
      throw .file(error)
    }
    return content
  }
}

/// Why literals were not written.
public enum LiteralWriteError: Error, CustomStringConvertible {
  case file(SourceFileError)
  /// The source, or what it would become, cannot be split into literals with confidence.
  case unreadable(String)
  case noLiteral(String, index: Int)
  case otherKind(String, line: Int, old: String, new: String)
  case minus(String, line: Int, old: String, new: String)

  /// Whether the file was changed meanwhile. Its literals have to be read again.
  public var isChanged: Bool {
    if case .file(.changed) = self { true } else { false }
  }

  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .unreadable(let path): "\(path): the literals cannot be told from the rest; edit the file by hand"
    case .noLiteral(let path, let index): "\(path): there is no literal with index \(index)"
    case .otherKind(let path, let line, let old, let new):
      "\(path):\(line): \(new) is not a literal of the same kind as \(old)"
    case .minus(let path, let line, let old, let new):
      "\(path):\(line): \(new) cannot replace \(old), because the minus would become part of another operator"
    }
  }
}
