import HostSystem

/// A source file as it was read, to be replaced only if nobody changed it since.
public struct SourceFile: Sendable {
  public let path: String
  public let bytes: [UInt8]
  public let content: ContentHash
  private let signature: FileSignature?

  public init(reading path: String) throws(FileError) {
    self.path = path
    // Before the content: a change between the two is noticed.
    signature = DiskFile.signature(of: path)
    bytes = try DiskFile.read(path)
    content = ContentHash(of: bytes)
  }

  /// Replaces the content, so that readers see the old one or the new one. The file keeps its permissions and its owner;
  /// a link to it stays a link.
  /// - Throws: if it was not replaced.
  public func replace(with bytes: [UInt8]) throws(SourceFileError) {
    guard let signature else { throw .changed(path) }
    try checkReplaceable()
    let isReplaced: Bool
    do throws(FileError) {
      isReplaced = try DiskFile.replace(path, with: bytes, ifStill: signature)
    } catch {
      throw .file(error)
    }
    guard isReplaced else { throw .changed(path) }
  }

  /// Throws if the file may not be replaced, whatever its content is.
  public func checkReplaceable() throws(SourceFileError) {
    // A new file takes its place, which needs no permission to write this one.
    if DiskFile.isReadOnly(path) { throw .readOnly(path) }
    guard DiskFile.isWritable(path) else { throw .notWritable(path) }
    // Replacing one of several names would leave the old content under the others.
    if let real = DiskFile.real(path), !DiskFile.isLink(real), DiskFile.isLinked(real) {
      throw .hardLinks(path)
    }
  }
}

/// Why a source file was not replaced.
public enum SourceFileError: Error, CustomStringConvertible {
  /// Its content is not the expected one.
  case changed(String)
  /// Nobody has the permission to write it, though the superuser could.
  case readOnly(String)
  case notWritable(String)
  case hardLinks(String)
  case file(FileError)

  public var description: String {
    switch self {
    case .changed(let path): "\(path) was changed since it was read"
    case .readOnly(let path): "\(path) is read-only; allow writing it (chmod u+w), and write again"
    case .notWritable(let path): "\(path) is not writable"
    case .hardLinks(let path): "\(path) has other names (hard links)"
    case .file(let error): "\(error)"
    }
  }
}
