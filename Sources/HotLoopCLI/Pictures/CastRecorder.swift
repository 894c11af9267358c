import CommandOptions
import Engine
import Foundation
import Synchronization
import TerminalRenderer

/// `--cast FILE`: records the pictures on the screen, without delaying the loop. If the disk is slow,
/// pictures are dropped; the next one contains their changes.
final class CastRecorder: Sendable {
  private static let maxWaiting = 8

  /// Confined to `queue`.
  private struct Writing {
    var file: FileHandle
    var encoder: CastEncoder?
    var problem: String?
  }

  private let path: String
  private let title: String
  private let queue = DispatchQueue(label: "hotloop.cast")
  private let waiting = Atomic(0)
  private let writing: Mutex<Writing>

  /// Removes an earlier recording at this path. Removes only regular files.
  static func discardEarlier(_ path: String) {
    let type = (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
    if type == .typeRegular { try? FileManager.default.removeItem(atPath: path) }
  }

  /// The path, or with a number before its extension if the file exists: `play.cast`, `play.2.cast`.
  static func freePath(_ path: String) -> String {
    let url = URL(fileURLWithPath: path)
    let stem = url.deletingPathExtension().path
    let names = (2...1000).map { "\(stem).\($0)." + url.pathExtension }
    return ([path] + names).first { !FileManager.default.fileExists(atPath: $0) } ?? path
  }

  init(path: String, title: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else {
      throw CommandError("\(path): cannot be written; give --cast a file in a folder that you may write to")
    }
    self.path = path
    self.title = title
    writing = Mutex(Writing(file: file))
  }

  /// - Parameter time: of the picture (ns, the loop's clock).
  func record(_ picture: CellBuffer, at time: UInt64) {
    guard waiting.load(ordering: .relaxed) < Self.maxWaiting else { return }
    waiting.add(1, ordering: .relaxed)
    queue.async { [self] in
      writing.withLock { write(picture, at: time, to: &$0) }
      waiting.subtract(1, ordering: .relaxed)
    }
  }

  private func write(_ picture: CellBuffer, at time: UInt64, to writing: inout Writing) {
    var lines: [String] = []
    if writing.encoder == nil {
      let encoder = CastEncoder(size: picture.size, time: time)
      lines.append(encoder.header(title: title, date: Int64(Date().timeIntervalSince1970)))
      writing.encoder = encoder
    }
    lines += writing.encoder?.lines(picture, at: time) ?? []
    guard !lines.isEmpty, writing.problem == nil else { return }
    do {
      try writing.file.write(contentsOf: Data((lines.joined(separator: "\n") + "\n").utf8))
    } catch {
      writing.problem = error.localizedDescription
    }
  }

  /// Waits until everything is written. Returns why the recording is incomplete, if it is.
  func finish() -> String? {
    queue.sync {
      writing.withLock {
        try? $0.file.close()
        return $0.problem.map { "\(path): the recording is incomplete: \($0)" }
      }
    }
  }
}
