import Synchronization
import WorldState

/// The state of a run in memory that outlives the process: which arena holds a complete world, which generations ran, and
/// how to restore the terminal. It is consistent after every single store, so the writer may die at any instruction.
///
/// One host writes at a time, each field on one thread: the renderer's for the terminal's bytes, the loop's for all
/// others. The supervisor writes the fields about a death.
@safe public final class RunJournal: @unchecked Sendable {
  /// Size in bytes.
  static let size = 1 << 20
  private static let magic: UInt64 = 0x4C4E_524A_504F_4F4C

  private struct Header {
    var magic: UInt64
    /// The valid slot, 1 or 2; 0 if nothing ran yet.
    var slot: UInt32
    var hasBegun: UInt32
    var hasEnded: UInt32
    var deaths: UInt32
    var death: Death.Encoded
    var heartbeat: UInt64
    var tick: UInt64
    /// The tick of the first death in a row.
    var deathTick: UInt64
    var terminalCount: UInt32
    /// The slot from before the last swap; 0 unless `keepPrevious` was called.
    var previousSlot: UInt32
    var supervisor: Int32
    /// Why the host ends itself; kind 0 if it does not.
    var ownDeath: Death.Encoded
    /// The number of ticks that are recorded.
    var recordedTicks: UInt64
    /// Whether the running world is that of a loop over recorded ticks.
    var isInLoop: UInt32
    /// Whether a crash stops the run: 1 if it does, 2 if not, 0 if nothing was chosen while it ran.
    var crashPolicy: UInt32
    /// Whether saves wait for the player: 1 if they do, 2 if not, 0 if nothing was chosen while it ran.
    var holdPolicy: UInt32
  }

  private struct Slot {
    /// The arena that holds a complete world of the last generation in the list.
    var worldIndex: UInt32
    var count: UInt32
  }

  /// A generation of the list.
  public struct Entry: Sendable, Equatable {
    public var record: [UInt8]
    public var isQuarantined: Bool

    public init(record: [UInt8], isQuarantined: Bool) {
      self.record = record
      self.isQuarantined = isQuarantined
    }
  }

  private static let terminalOffset = 1024
  private static let terminalCapacity = 3072
  private static let slotOffset = 4096
  private static let slotCapacity = (size - slotOffset - SuspectRecords.size) / 2 & ~7

  private let memory: Arena
  /// What is blamed at once if the host dies.
  let suspects: SuspectRecords

  /// - Parameter memory: `size` bytes, all zero or an earlier journal.
  init(memory: Arena) {
    self.memory = memory
    suspects = SuspectRecords(memory: memory, offset: Self.size - SuspectRecords.size)
    unsafe header.pointee.magic = Self.magic
  }

  private var header: UnsafeMutablePointer<Header> {
    unsafe memory.base.assumingMemoryBound(to: Header.self)
  }

  private func slot(_ number: UInt32) -> UnsafeMutableRawPointer {
    unsafe memory.base + Self.slotOffset + Int(number - 1) * Self.slotCapacity
  }

  private func head(_ number: UInt32) -> UnsafeMutablePointer<Slot> {
    unsafe slot(number).assumingMemoryBound(to: Slot.self)
  }

  // MARK: Written by the host

  /// Records that another generation runs. Atomic: readers find the old list or the new one.
  /// - Parameters:
  ///   - entries: in the order in which they last started to run; the last ones that fit are kept.
  ///   - worldIndex: the arena that holds its world.
  func commit(_ entries: [Entry], worldIndex: Int) {
    forgetPrevious()
    let next: UInt32 = unsafe header.pointee.slot == 1 ? 2 : 1
    var kept: [Entry] = []
    var room = Self.slotCapacity - MemoryLayout<Slot>.stride
    for entry in entries.reversed() where room >= entry.record.count + 8 {
      kept.insert(entry, at: 0)
      room -= entry.record.count + 8
    }
    unsafe head(next).pointee = Slot(worldIndex: UInt32(worldIndex), count: UInt32(kept.count))
    var target = unsafe slot(next) + MemoryLayout<Slot>.stride
    for entry in kept {
      unsafe target.storeBytes(of: UInt32(entry.record.count), as: UInt32.self)
      unsafe target.storeBytes(of: entry.isQuarantined ? 1 : 0, toByteOffset: 4, as: UInt32.self)
      unsafe entry.record.withUnsafeBytes { bytes in
        if let start = bytes.baseAddress {
          unsafe (target + 8).copyMemory(from: start, byteCount: bytes.count)
        }
      }
      unsafe target += 8 + (entry.record.count + 3) / 4 * 4
    }
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    unsafe header.pointee.slot = next
    atomicMemoryFence(ordering: .sequentiallyConsistent)
  }

  /// Records the arena that holds a complete world of the running generation.
  func setWorldIndex(_ index: Int) {
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    let slot = unsafe header.pointee.slot
    if slot != 0 { unsafe head(slot).pointee.worldIndex = UInt32(index) }
    atomicMemoryFence(ordering: .sequentiallyConsistent)
  }

  /// Keeps what was recorded before the last `commit`, until `forgetPrevious` or the next `commit`: if a suspect ends the
  /// host, the run continues from there.
  /// - Parameter worldIndex: the arena that holds the world from before.
  func keepPrevious(worldIndex: Int) {
    let previous: UInt32 = unsafe header.pointee.slot == 1 ? 2 : 1
    unsafe head(previous).pointee.worldIndex = UInt32(worldIndex)
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    unsafe header.pointee.previousSlot = previous
    atomicMemoryFence(ordering: .sequentiallyConsistent)
  }

  func forgetPrevious() {
    unsafe header.pointee.previousSlot = 0
    atomicMemoryFence(ordering: .sequentiallyConsistent)
  }

  func setTick(_ tick: UInt64) { unsafe header.pointee.tick = tick }

  /// Records how many ticks of the run are recorded.
  func setRecordedTicks(_ count: Int) { unsafe header.pointee.recordedTicks = UInt64(count) }
  /// Records whether the running world is that of a loop over recorded ticks.
  func setInLoop(_ isInLoop: Bool) { unsafe header.pointee.isInLoop = isInLoop ? 1 : 0 }

  /// Records whether a crash stops the run.
  func setStopsOnCrash(_ stops: Bool) { unsafe header.pointee.crashPolicy = stops ? 1 : 2 }

  /// Records whether saves wait for the player.
  func setHoldsSaves(_ holds: Bool) { unsafe header.pointee.holdPolicy = holds ? 1 : 2 }

  /// Records why this process is about to kill itself, for the report of the next one.
  public func setOwnDeath(_ cause: Death.Cause) { unsafe header.pointee.ownDeath = cause.encoded }

  /// Heartbeat: called once per loop iteration.
  public func beat() { unsafe header.pointee.heartbeat &+= 1 }
  /// Records that the run has started: a later death is not a failure to start.
  public func begin() { unsafe header.pointee.hasBegun = 1 }
  /// Records that the run ended normally; the supervisor starts no other host.
  public func end() { unsafe header.pointee.hasEnded = 1 }

  /// Records the bytes that restore the terminal; none if it is not in use.
  public func setTerminal(_ bytes: [UInt8]) {
    let kept = bytes.prefix(Self.terminalCapacity)
    unsafe header.pointee.terminalCount = 0
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    for (index, byte) in kept.enumerated() {
      unsafe memory.base.storeBytes(of: byte, toByteOffset: Self.terminalOffset + index, as: UInt8.self)
    }
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    unsafe header.pointee.terminalCount = UInt32(kept.count)
  }

  /// The generations and the world of the previous host; nil if none ran.
  /// - Parameter beforeSwap: reads what `keepPrevious` kept, if it kept anything.
  func read(beforeSwap: Bool = false) -> (entries: [Entry], worldIndex: Int)? {
    let kept = unsafe header.pointee.previousSlot
    let slot = unsafe beforeSwap && kept != 0 ? kept : header.pointee.slot
    guard slot == 1 || slot == 2 else { return nil }
    let head = unsafe head(slot).pointee
    var entries: [Entry] = []
    var source = unsafe UnsafeRawPointer(self.slot(slot)) + MemoryLayout<Slot>.stride
    for _ in 0..<head.count {
      let count = unsafe Int(source.load(as: UInt32.self))
      let flag = unsafe source.load(fromByteOffset: 4, as: UInt32.self)
      let record = unsafe Array(UnsafeRawBufferPointer(start: source + 8, count: count))
      entries.append(Entry(record: record, isQuarantined: flag != 0))
      unsafe source += 8 + (count + 3) / 4 * 4
    }
    return (entries, Int(head.worldIndex))
  }

  /// The number of ticks of the run that the previous host had recorded; 0 if there was none.
  var recordedTicks: Int { unsafe Int(header.pointee.recordedTicks) }
  /// Whether the previous host played recorded ticks again: its world is not the one that the run continues with.
  var wasInLoop: Bool { unsafe header.pointee.isInLoop != 0 }

  /// Whether a crash stops the run; nil if nothing was chosen while it ran.
  public var stopsOnCrash: Bool? { unsafe Self.choice(header.pointee.crashPolicy) }

  /// Whether saves wait for the player; nil if nothing was chosen while it ran.
  public var holdsSaves: Bool? { unsafe Self.choice(header.pointee.holdPolicy) }

  private static func choice(_ encoded: UInt32) -> Bool? {
    switch encoded {
    case 1: true
    case 2: false
    default: nil
    }
  }

  /// How the previous host died; nil if none did.
  public var lastDeath: Death? {
    unsafe Death(
      encoded: header.pointee.death, inARow: Int(header.pointee.deaths), tick: header.pointee.deathTick)
  }

  // MARK: Used by the supervisor

  /// The process that owns the memory; 0 if the host has no supervisor.
  public var supervisor: Int32 {
    get { unsafe header.pointee.supervisor }
    set { unsafe header.pointee.supervisor = newValue }
  }

  public var hasBegun: Bool { unsafe header.pointee.hasBegun != 0 }
  /// Why the host killed itself; nil if it did not.
  public var ownDeath: Death.Cause? { unsafe Death.Cause(header.pointee.ownDeath) }
  public var hasEnded: Bool { unsafe header.pointee.hasEnded != 0 }
  public var heartbeat: UInt64 { unsafe header.pointee.heartbeat }
  public var tick: UInt64 { unsafe header.pointee.tick }

  public var terminal: [UInt8] {
    unsafe Array(
      UnsafeRawBufferPointer(
        start: memory.base + Self.terminalOffset, count: Int(header.pointee.terminalCount)))
  }

  /// Records that the host died. Deaths within `progress` ticks of the first count as in a row.
  public func recordDeath(_ cause: Death.Cause, progress: UInt64) {
    let first = unsafe header.pointee.deathTick
    let isRepeated = unsafe header.pointee.deaths > 0 && tick >= first && tick < first + progress
    unsafe header.pointee.deaths = isRepeated ? header.pointee.deaths + 1 : 1
    if !isRepeated { unsafe header.pointee.deathTick = tick }
    unsafe header.pointee.death = cause.encoded
    unsafe header.pointee.ownDeath.kind = 0
  }
}
