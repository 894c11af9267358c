import CHostSystem

/// The memory of the C library's allocator, which Swift uses too.
///
/// It returns freed memory only from the end of its heap: one small object that was allocated last keeps everything before it,
/// such as what a game filled once by mistake.
public enum HeapMemory {
  /// Bytes that are not worth the call.
  private static let minFree = 64 << 20

  /// Returns freed memory to the system if there is much of it. Takes about 0.1 ms per MiB, during which other threads may wait
  /// for an allocation.
  public static func trim() {
    if host_free_heap_bytes() >= minFree { host_trim_heap() }
  }
}
