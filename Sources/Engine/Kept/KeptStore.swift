import CGameABI
import Glibc
import HostSystem
import Synchronization
import WorldState

/// The kept values of a run, and those that are being created. Any thread.
///
/// Values do not change: `rewrite` replaces one, and whoever has the memory of the earlier one keeps it. No lock is held while
/// a value is written to its file: the host may end a call of the game that takes too long.
public final class KeptStore: Sendable {
  /// Where the values are, besides this process's memory.
  public enum Place: Sendable {
    /// Nowhere: they end with this object.
    case memory
    /// In files of a folder of this store alone: they outlive the process.
    case folder(String)
    /// Those of another process, in its folder: what happens here changes nothing there.
    case copy(of: String)
  }

  public static let maxBytes = Int(HOTLOOP_MAX_KEPT_BYTES)
  public static let maxCount = 4096
  /// In the handles of drafts. No address has it.
  static let draftMark: UInt64 = 1 << 63
  /// Values that code of earlier moments created for itself.
  private static let maxEarlier = 16

  /// What is being created.
  fileprivate struct Draft {
    let block: MappedBlock
    let thread: UInt
  }

  struct State {
    var values: [KeptName: KeptValue] = [:]
    /// Those that were asked for since the last comparison.
    var used: Set<KeptName> = []
    /// Those of another process that do not exist here.
    var removed: Set<KeptName> = []
    fileprivate var drafts: [UInt64: Draft] = [:]
    fileprivate var lastDraft: UInt64 = 0
    /// See `KeptStore.publish`.
    fileprivate var earlier: [KeptName: KeptValue] = [:]
    var log: @Sendable (LogLevel, String) -> Void = { _, _ in }
  }

  let place: Place
  private let maxBytes: Int
  let state = Mutex(State())
  /// The generation that is called now.
  private let generation = Atomic<UInt64>(0)

  /// - Parameter maxBytes: for all values together.
  public init(_ place: Place = .memory, maxBytes: Int = KeptStore.maxBytes) {
    self.place = place
    self.maxBytes = maxBytes
  }

  /// Sets where lines for the log go.
  public func onLog(_ log: @escaping @Sendable (LogLevel, String) -> Void) { state.withLock { $0.log = log } }

  public func setGeneration(_ number: UInt64) { generation.store(number, ordering: .relaxed) }

  var currentGeneration: UInt64 { generation.load(ordering: .relaxed) }

  func log(_ level: LogLevel, _ text: String) { state.withLock { $0.log }(level, text) }

  // MARK: Lists

  /// By module and key.
  public var items: [KeptItem] {
    let now = monotonicNow
    return state.withLock { Array($0.values.values) }.map { $0.item(at: now) }
      .sorted { ($0.name.module, $0.name.key) < ($1.name.module, $1.name.key) }
  }

  /// Ends a value.
  /// - Returns: whether there was one.
  @discardableResult public func delete(_ name: KeptName) -> Bool {
    let wasThere = lookUp(name) != nil
    remove(name)
    return wasThere
  }

  // MARK: Finding

  /// - Parameters:
  ///   - name: of the value.
  ///   - wanted: what it must be; a value of another type ends here.
  ///   - isEarlier: whether code of an earlier moment asks, which must not change existing values.
  ///   - layout: `KeptShape.layout` of what it must be, if a value of another layout is to be migrated.
  func find(
    _ name: KeptName, as wanted: KeptShape, isEarlier: Bool, migratingTo layout: () -> [UInt8]? = { nil }
  ) -> KeptValue? {
    if isEarlier, let own = state.withLock({ $0.earlier[name] }), wanted.isSame(as: own.shape) { return own }
    guard let value = lookUp(name) else { return nil }
    state.withLock { _ = $0.used.insert(name) }
    if wanted.isSame(as: value.shape) { return value }
    if isEarlier { return nil }
    if let layout = layout(), let migrated = migrate(value, to: wanted.with(layout)) { return migrated }
    let reason = wanted.change(from: value.shape)
    // Two places of one build that use the same key would create it again and again.
    let isMistake = value.origin.generation == currentGeneration
    log(
      isMistake ? LogLevelWarning : LogLevelInfo,
      "kept value \(name): \(reason); it is created again"
        + (isMistake ? ". The same build created it at \(value.origin.file):\(value.origin.line)" : ""))
    remove(name)
    return nil
  }

  /// Whatever its type.
  func lookUp(_ name: KeptName) -> KeptValue? {
    let (known, isRemoved) = state.withLock { ($0.values[name], $0.removed.contains(name)) }
    if let known { return known }
    guard case .copy(let folder) = place, !isRemoved else { return nil }
    // It was checked when it was written.
    let path = folder + "/" + KeptFile.fileName(of: name)
    guard let value = try? KeptFile.read(path, expecting: name, checksBytes: false) else { return nil }
    state.withLock { $0.values[name] = value }
    return value
  }

  private func remove(_ name: KeptName) {
    if case .folder(let folder) = place { DiskFile.remove(folder + "/" + KeptFile.fileName(of: name)) }
    state.withLock {
      $0.values[name] = nil
      $0.removed.insert(name)
    }
  }

  // MARK: Creating

  /// Memory for a value.
  /// - Returns: its handle, and the memory.
  func begin(_ name: KeptName, _ shape: KeptShape) throws(KeptRefusal) -> (handle: UInt64, block: MappedBlock)
  {
    if let defect = name.defect { throw KeptRefusal(defect) }
    guard shape.alignment <= 4096 else {
      throw KeptRefusal("kept value \(name): an alignment of \(shape.alignment) bytes is too large")
    }
    let (total, count) = state.withLock { state in
      // The value that it replaces ends.
      let others = state.values.values.filter { $0.name != name }
      let drafts = state.drafts.values.reduce(0) { $0 + $1.block.count }
      return (others.reduce(drafts) { $0 + $1.block.count }, others.count)
    }
    guard let size = shape.size, size <= maxBytes - total else {
      let wanted = shape.size.map(KeptItem.sizeText) ?? "more than can be"
      throw KeptRefusal(
        "kept value \(name) needs \(wanted), and the others have \(KeptItem.sizeText(total)): more than "
          + "\(KeptItem.sizeText(maxBytes)) together. Delete some: Kept.delete, or hotloop ctl kept delete KEY"
      )
    }
    guard count < Self.maxCount else {
      throw KeptRefusal(
        "kept value \(name): there are \(count) others, the most that can be; is the key made from what changes?"
      )
    }
    let block: MappedBlock
    do { block = try MappedBlock(zeroed: size) } catch {
      throw KeptRefusal("kept value \(name): there is no memory for \(KeptItem.sizeText(size)) (\(error))")
    }
    let handle = state.withLock { state in
      state.lastDraft += 1
      let handle = state.lastDraft | Self.draftMark
      state.drafts[handle] = Draft(block: block, thread: UInt(pthread_self()))
      return handle
    }
    return (handle, block)
  }

  /// Makes a draft that is complete the value of its name.
  /// - Parameters:
  ///   - replaces: whether it replaces a value of the same type.
  ///   - isEarlier: whether code of an earlier moment created it. It cannot replace what is there now: its value is
  ///     then only for such code.
  func publish(
    _ handle: UInt64, as name: KeptName, _ shape: KeptShape, file: String, line: Int, replaces: Bool,
    isEarlier: Bool
  ) throws(KeptRefusal) -> KeptValue {
    guard let draft = state.withLock({ $0.drafts.removeValue(forKey: handle) }) else {
      throw KeptRefusal("kept value \(name): nothing was begun as \(handle)")
    }
    draft.block.seal()
    let origin = KeptOrigin(generation: currentGeneration, file: file, line: line, time: monotonicNow)
    var value = unsafe KeptValue(
      name: name, shape: shape, origin: origin, block: draft.block, hash: StableHasher.hash(draft.block.bytes)
    )
    let known = lookUp(name)
    if isEarlier, replaces || known != nil {
      if !replaces { state.withLock { $0.addEarlier(value, limit: Self.maxEarlier) } }
      return value
    }
    if !replaces, let known, known.shape.isSame(as: shape) { return known }
    if case .folder(let folder) = place { value = written(value, in: folder) }
    state.withLock { [value] state in
      state.values[name] = value
      state.used.insert(name)
    }
    return value
  }

  /// The value in its file; in memory if it cannot be written.
  private func written(_ value: KeptValue, in folder: String) -> KeptValue {
    let path = folder + "/" + KeptFile.fileName(of: value.name)
    do {
      try KeptFile.write(value, to: path)
      return try KeptFile.read(path, expecting: value.name, checksBytes: false)
    } catch {
      log(
        LogLevelWarning,
        "kept value \(value.name) is in memory only, and ends if the host dies: \(error)")
      return value
    }
  }

  func drop(_ handle: UInt64) { state.withLock { _ = $0.drafts.removeValue(forKey: handle) } }

  /// Drops what this thread has begun: the call in which it did so has not returned.
  public func dropDraftsOfThread() {
    let thread = UInt(pthread_self())
    state.withLock { state in state.drafts = state.drafts.filter { $0.value.thread != thread } }
  }
}

/// Why a value cannot be kept.
struct KeptRefusal: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

extension KeptStore.State {
  fileprivate mutating func addEarlier(_ value: KeptValue, limit: Int) {
    if earlier.count >= limit { earlier = [:] }
    earlier[value.name] = value
  }
}

extension KeptValue {
  func item(at now: UInt64) -> KeptItem {
    KeptItem(
      name: name, typeName: shape.typeName, count: shape.isArray ? shape.count : nil, bytes: block.count,
      age: Double(now &- origin.time) / 1e9, generation: origin.generation, file: origin.file,
      line: origin.line)
  }
}
