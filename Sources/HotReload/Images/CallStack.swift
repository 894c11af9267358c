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
