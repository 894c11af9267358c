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
  private let failed = Atomic(false)

  fileprivate struct State: Sendable {
    var open: @Sendable (Opening) throws(RecordingError) -> Opened
    var hasBegun = false
    var writer: RecordingWriter?
    /// Whether nothing is written, because it failed or because the file is closed.
    var hasFailed = false
    /// The first one.
    var failure: RecordingError?
    /// Whether the last failure was reported, and nothing could be written since.
    var isReported = false
    /// Between positions of the run and those of the file.
    var offset = 0
    var codes: UInt32 = 0
    var files: UInt32 = 0
  }

  /// Why the file is opened.
  enum Opening: Sendable {
    case first
    /// It has become too large.
    case anew
    /// After a failure, or when the next position is not one that follows those of the file.
    case append
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
  ///   - onFailure: called on the queue when writing fails, and not again before something was written.
  public init(
    path: String, continues: Bool = false, earlier: EarlierRunReceiver? = nil,
    prepare: @escaping @Sendable () -> Void = {},
    revision: @escaping @Sendable () -> String = { "" }, onFailure: @escaping Failure
  ) {
    self.path = path
    self.revision = revision
    self.onFailure = onFailure
    state = Mutex(
      State(open: { opening throws(RecordingError) in
        if opening == .first { prepare() }
        let opened: Opened? =
          switch opening {
          case .first: continues ? Opened(continuing: path, earlier) : nil
          case .anew: nil
          case .append: Opened(continuing: path, nil)
          }
        if let opened { return opened }
        return Opened(writer: try RecordingWriter(creating: path))
      }))
  }

  /// Whether the disk is slower than the game: worlds that are not needed can be left out.
  var isBehind: Bool { waitingKeyframes.load(ordering: .relaxed) >= 2 }

  /// Whether nothing is written any more; ``begin(game:isFresh:seed:at:appends:)`` tries again.
  var hasFailed: Bool { failed.load(ordering: .relaxed) }

  /// Bytes of the last keyframe in the file.
  var lastKeyframeBytes: Int { keyframeBytes.load(ordering: .relaxed) }

  /// Bytes of the file.
  var byteCount: Int { fileBytes.load(ordering: .relaxed) }

  // MARK: Entries

  /// - Parameters:
  ///   - position: of the first world.
  ///   - appends: whether to keep what the file has, and to write again if writing had failed.
  func begin(game: String, isFresh: Bool, seed: UInt64, at position: Int, appends: Bool = false) {
    let time = wallClockNow / 1_000_000_000
    enqueue { [revision] state throws(RecordingError) in
      try state.begin(
        RecordedRun(
          game: game, host: RecordedRun.thisHost, revision: revision(), isFresh: isFresh, seed: seed,
          time: time), at: position, appends: appends)
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
      if !state.hasFailed { state.isReported = false }
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
        defer { failed.store(state.hasFailed, ordering: .relaxed) }
        defer { fileBytes.store(state.writer?.byteCount ?? 0, ordering: .relaxed) }
        // Also where nothing can be written: what was lent is given back.
        do throws(RecordingError) { try body(&state) } catch {
          if state.failure == nil { state.failure = error }
          defer { state.isReported = true }
          state.writer = nil
          state.hasFailed = true
          return state.isReported ? nil : error
        }
        return nil
      }
      if let failure { onFailure(failure) }
    }
  }
}

extension RecordingFile.State {
  fileprivate mutating func begin(
    _ run: RecordedRun, at position: Int, appends: Bool
  ) throws(RecordingError) {
    if hasFailed, !appends { return }
    let opened = try open(appends ? .append : hasBegun ? .anew : .first)
    hasBegun = true
    hasFailed = false
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
