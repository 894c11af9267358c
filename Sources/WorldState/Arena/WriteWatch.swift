import CWorldMemory

/// Tracks which chunks of an arena were written to since they were last cleaned. Owned by the arena. The only file that
/// calls the write watch of `CWorldMemory`, except for the fault handler.
///
/// Unless the kernel tracks writes, the SIGSEGV handler of the process must call `write_watch_take_fault`; see
/// `WorldCheckpoint`.
@safe final class WriteWatch {
  /// Nil after `end()`.
  private var watch: OpaquePointer?
  /// Size of a chunk in bytes.
  let chunkSize: Int
  let chunkCount: Int

  /// The first `used` bytes start dirty. Returns nil if there are too many watches or the method is not supported.
  /// - Parameter bytes: must stay mapped until the watch has ended.
  init?(_ bytes: UnsafeMutableRawBufferPointer, used: Int, method: WriteWatchMethod) {
    guard let watch = unsafe write_watch_begin(bytes.baseAddress, bytes.count, used, method) else {
      return nil
    }
    unsafe self.watch = watch
    chunkSize = unsafe write_watch_chunk_size(watch)
    chunkCount = unsafe write_watch_chunk_count(watch)
  }

  deinit { end() }

  /// Lifts all protection. Afterwards no chunk is dirty.
  func end() {
    guard let watch = unsafe watch else { return }
    unsafe write_watch_end(watch)
    unsafe self.watch = nil
  }

  /// Updates the dirty chunks that `nextDirtyRun` returns.
  /// - Parameter used: size of the world in bytes.
  func look(used: Int) {
    guard let watch = unsafe watch else { return }
    unsafe write_watch_look(watch, used)
  }

  /// The first run of dirty chunks from `chunk` on, as of the last `look`; nil if there is none.
  func nextDirtyRun(from chunk: Int) -> Range<Int>? {
    guard let watch = unsafe watch, chunk < chunkCount else { return nil }
    let first = unsafe write_watch_next_dirty(watch, chunk)
    guard first < chunkCount else { return nil }
    var end = first + 1
    while end < chunkCount, unsafe write_watch_is_dirty(watch, end) { end += 1 }
    return first..<end
  }

  /// Marks chunks clean and tracks writes to them. They stay dirty if the system refuses to protect them.
  func clean(_ chunks: Range<Int>) {
    guard let watch = unsafe watch, !chunks.isEmpty else { return }
    _ = unsafe write_watch_clean(watch, chunks.lowerBound, chunks.upperBound)
  }
}
