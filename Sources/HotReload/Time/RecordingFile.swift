import Dispatch
import Engine
import HostSystem
import Synchronization
import Timeline

/// The file of a recording, written on a queue, in order. Any thread.
public final class RecordingFile: Sendable {
  public typealias Failure = @Sendable (RecordingError) -> Void

  public let path: String
  private let queue = DispatchQueue(label: "hotloop.recording", qos: .utility)
  private let state: Mutex<State>
  /// What is known of the run when its first world is written.
  private let revision: @Sendable () -> String
  private let onFailure: Failure
  private let waitingKeyframes = Atomic(0)
  private let keyframeBytes = Atomic(0)
  private let fileBytes = Atomic(0)

  fileprivate struct State: Sendable {
    /// Opens the file, for the first time or to begin it anew.
    var open: @Sendable (_ isFirst: Bool) throws(RecordingError) -> Opened
    var hasBegun = false
    var writer: RecordingWriter?
    /// Whether nothing more is written.
    var hasFailed = false
    var failure: RecordingError?
    /// Between positions of the run and those of the file.
    var offset = 0
    var codes: UInt32 = 0
    var files: UInt32 = 0
  }

  /// A file to append to, and what it has already.
  struct Opened: Sendable {
    var writer: RecordingWriter
    /// Nil if it is empty.
    var end: Int?
    var codes: UInt32 = 0
    var files: UInt32 = 0
  }

  /// - Parameters:
  ///   - prepare: called before the file is made, on the queue.
  ///   - continues: whether to append to an existing recording, which is read completely first. One that cannot be read is replaced.
  ///   - earlier: receives what is there, on the queue; nil if nobody wants it.
  ///   - revision: of the game's source; empty if it is not known.
  ///   - onFailure: called once, on the queue, if nothing more can be written.
  public init(
    path: String, continues: Bool = false, earlier: EarlierRunReceiver? = nil,
    prepare: @escaping @Sendable () -> Void = {},
    revision: @escaping @Sendable () -> String = { "" }, onFailure: @escaping Failure
  ) {
    self.path = path
    self.revision = revision
    self.onFailure = onFailure
    state = Mutex(
      State(open: { isFirst throws(RecordingError) in
        if isFirst { prepare() }
        if isFirst, continues, let opened = Opened(continuing: path, earlier) { return opened }
        return Opened(writer: try RecordingWriter(creating: path))
      }))
  }

  /// Whether the disk is slower than the game: worlds that are not needed can be left out.
  var isBehind: Bool { waitingKeyframes.load(ordering: .relaxed) >= 2 }

  /// Bytes of the last keyframe in the file.
  var lastKeyframeBytes: Int { keyframeBytes.load(ordering: .relaxed) }

  /// Bytes of the file.
  var byteCount: Int { fileBytes.load(ordering: .relaxed) }

  // MARK: Entries

  /// - Parameter position: of the first world.
  func begin(game: String, isFresh: Bool, seed: UInt64, at position: Int) {
    let time = wallClockNow / 1_000_000_000
    enqueue { [revision] state throws(RecordingError) in
      try state.begin(
        RecordedRun(
          game: game, host: RecordedRun.thisHost, revision: revision(), isFresh: isFresh, seed: seed,
          time: time), at: position)
    }
  }

  func append(_ entry: RecordingEntry) {
    enqueue { state throws(RecordingError) in try state.append(entry) }
  }

  func append(_ content: AssetContent) {
    enqueue { state throws(RecordingError) in try state.append(.file(content.bytes)) }
  }

  func append(_ world: SharedWorld, at position: Int, isCut: Bool) {
    waitingKeyframes.add(1, ordering: .relaxed)
    enqueue { [self] state throws(RecordingError) in
      defer { waitingKeyframes.subtract(1, ordering: .relaxed) }
      let bytes = state.hasFailed ? [] : world.bytes()
      world.giveBack()
      let size = state.writer?.byteCount ?? 0
      try state.append(.keyframe(RecordedKeyframe(position: position, isCut: isCut, world: bytes)))
      if let writer = state.writer { keyframeBytes.store(writer.byteCount - size, ordering: .relaxed) }
      try state.writer?.sync()
    }
  }

  /// Returns when everything is on the disk, if it is closed.
  /// - Returns: why the file is incomplete; nil if it is not.
  public func waitUntilWritten() -> RecordingError? {
    queue.sync {}
    return state.withLock { $0.failure }
  }

  /// Nothing is written afterwards.
  func close() {
    enqueue { state throws(RecordingError) in
      try state.writer?.sync()
      state.writer = nil
      state.hasFailed = true
    }
  }

  private func enqueue(_ body: @escaping @Sendable (inout State) throws(RecordingError) -> Void) {
    queue.async { [self] in
      let failure: RecordingError? = state.withLock { state in
        defer { fileBytes.store(state.writer?.byteCount ?? 0, ordering: .relaxed) }
        // Also where nothing can be written: what was lent is given back.
        do throws(RecordingError) { try body(&state) } catch {
          let isFirst = !state.hasFailed
          if isFirst { state.failure = error }
          state.writer = nil
          state.hasFailed = true
          return isFirst ? error : nil
        }
        return nil
      }
      if let failure { onFailure(failure) }
    }
  }
}

extension RecordingFile.State {
  fileprivate mutating func begin(_ run: RecordedRun, at position: Int) throws(RecordingError) {
    if hasFailed { return }
    let opened = try open(!hasBegun)
    hasBegun = true
    writer = opened.writer
    offset = opened.end.map { $0 - position } ?? 0
    (codes, files) = (opened.codes, opened.files)
    try append(.run(run))
  }

  fileprivate mutating func append(_ entry: RecordingEntry) throws(RecordingError) {
    guard let writer, !hasFailed else { return }
    try writer.append(entry.moved(by: offset, codes: codes, files: files))
  }
}

extension RecordingFile.Opened {
  /// Reads a recording to its end.
  /// - Returns: nil if it cannot be continued.
  fileprivate init?(continuing path: String, _ receiver: EarlierRunReceiver?) {
    guard let reader = try? RecordingReader(path) else { return nil }
    var counts = RecordingCounts()
    let earlier = receiver.flatMap { EarlierRun(path, maxBytes: $0.maxBytes) }
    do throws(RecordingError) {
      while let entry = try reader.next() {
        counts.pass(entry)
        earlier?.take(entry)
      }
      writer = try RecordingWriter(continuing: reader)
    } catch {
      return nil
    }
    (end, codes, files) = (counts.end, counts.codes, counts.files)
    if let earlier { receiver?.receive(earlier) }
  }
}

extension RecordedRun {
  /// The machine that records.
  fileprivate static var thisHost: String {
    #if arch(x86_64)
      "x86_64 Linux"
    #elseif arch(arm64)
      "arm64 Linux"
    #else
      "Linux"
    #endif
  }
}
