import CGameABI
import Engine
import Foundation
import Timeline
import WorldState

/// The first line on the standard input of a child that steps ticks a second time: the image that it loads.
///
/// Protocol: the child answers with `loaded`. Then the host puts the world before a tick into the memory file and sends a
/// ``DeterminismJob``; the child answers with `stepping` and then with `stepped`, with the world after the tick in the memory
/// file, or with the reason why there is none.
struct DeterminismImage: Codable, Sendable {
  var path: String
  var generation: UInt64
  /// See `GameImage.modules`.
  var modules: [String]
  /// The maximum size of the running world in bytes, which games can see.
  var bytesReserved: Int
}

/// One tick that is stepped a second time. One line of JSON.
struct DeterminismJob: Codable, Sendable {
  /// The bytes of a `TickInfo`: host and child are one program.
  var tick: Data
  var messages: TickMessages
  /// What has changed since the last job, or all.
  var assets: [File]
  var stored: [File]
  /// The values of the image's literals; nil if they cannot change.
  var literals: GameImage.LiteralValues?

  struct File: Codable, Sendable {
    var path: String
    var revision: UInt64 = 0
    /// Nil if there is no such file.
    var bytes: Data?
  }

  init(
    _ tick: PlayedTick, assets: [File] = [], stored: [File] = [], literals: GameImage.LiteralValues? = nil
  ) {
    self.tick = unsafe withUnsafeBytes(of: tick.info) { unsafe Data($0) }
    messages = tick.messages
    self.assets = assets
    self.stored = stored
    self.literals = literals
  }

  var playedTick: PlayedTick {
    var info = TickInfo()
    unsafe withUnsafeMutableBytes(of: &info) { bytes in
      for (index, byte) in tick.prefix(bytes.count).enumerated() { unsafe bytes[index] = byte }
    }
    return PlayedTick(tick: info.tick, dt: info.dt, input: info.input, messages: messages)
  }
}

/// The child's answers.
enum DeterminismAnswer: Codable, Equatable, Sendable {
  case loaded
  /// `step` is called now.
  case stepping
  /// The kept values that this process created otherwise than the run.
  case stepped(kept: [KeptDifference])
  /// `step` did not return: why, and where.
  case failed(String, location: String?)
  /// It cannot continue, and `step` is not at fault.
  case unable(String)
}

/// The first element of a kept value that differs.
struct KeptDifference: Codable, Equatable, Sendable {
  var path: String
  var value: String?
  var again: String?

  init(_ difference: WorldDifference) {
    (path, value, again) = (difference.path, difference.before, difference.after)
  }

  var difference: WorldDifference { WorldDifference(path: path, before: value, after: again) }
}

extension DeterminismJob {
  /// The files that the other side does not have.
  /// - Parameter known: by path, the revisions that it has; 0 for a file that is known not to exist.
  static func changes(
    of files: [String: AssetStore.Asset?], since known: inout [String: UInt64]
  ) -> [File] {
    var changes: [File] = []
    for (path, file) in files.sorted(by: { $0.key < $1.key }) {
      let revision = file?.revision ?? 0
      if known.updateValue(revision, forKey: path) == revision { continue }
      changes.append(File(path: path, revision: revision, bytes: file.map { $0.content.data }))
    }
    for path in known.keys.sorted() where files[path] == nil {
      known[path] = nil
      changes.append(File(path: path))
    }
    return changes
  }
}

extension AssetContent {
  fileprivate var data: Data {
    guard let start = unsafe start else { return Data() }
    return unsafe Data(bytes: start, count: count)
  }
}
