import HostSystem
import Timeline

/// A file to record to: the player must not learn only later that this is not possible, or that another file is lost.
public struct RecordedFile {
  private let path: String

  public init(path: String) { self.path = path }

  /// - Parameters:
  ///   - option: for the message.
  ///   - replaces: whether an earlier recording may be replaced.
  public func check(_ option: String, replaces: Bool = true) throws {
    try OutputFile(path: path).check(option)
    guard DiskFile.exists(path) else { return }
    guard DiskFile.isFile(path) else { throw CommandError("\(option): \(path) is not a regular file") }
    if DiskFile.signature(of: path)?.size == 0 { return }
    if !RecordingReader.isRecording(path) {
      throw CommandError("\(option): \(RecordingError.otherFile(path: path))")
    }
    if !replaces { throw CommandError("\(option): \(path) is there already; name another file") }
  }
}
