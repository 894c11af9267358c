import CCrashGuard

/// The code addresses of a call that crashed. Of a deep recursion, those in the middle are not known.
public struct CallStack: Equatable, Sendable {
  /// Innermost first: the faulting instruction, then an address within each calling instruction.
  let inner: [UInt]
  /// How many are missing here.
  let skipped: Int
  /// Empty if none are missing.
  let outer: [UInt]

  /// Of one frame.
  init(address: UInt) { (inner, skipped, outer) = ([address], 0, []) }

  /// Of the error that the last guarded call of this thread failed with; nil if it threw none.
  static var ofLastThrow: CallStack? {
    var record = ThrowRecord()
    guard unsafe throw_record_take(&record) else { return nil }
    let frames = unsafe withUnsafeBytes(of: record.frames) { unsafe Array($0.bindMemory(to: UInt.self)) }
    return CallStack(inner: Array(frames.prefix(Int(record.frame_count))))
  }

  private init(inner: [UInt]) { (self.inner, skipped, outer) = (inner, 0, []) }

  init(_ fault: CrashFault) {
    let all = unsafe withUnsafeBytes(of: fault.frames) { bytes in
      unsafe Array(bytes.bindMemory(to: UInt.self))
    }.prefix(Int(fault.frame_count))
    skipped = Int(fault.skipped_frames)
    let innerCount = skipped > 0 ? Int(CRASH_GUARD_INNER_FRAMES) : all.count
    inner = Array(all.prefix(innerCount))
    outer = Array(all.dropFirst(innerCount))
  }
}
