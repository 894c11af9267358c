import CWorldMemory

/// Which chunks of an arena were written to since they were last taken. Owned by the arena that it watches; the only file
/// that calls the write watch of `CWorldMemory`.
///
/// Where the kernel does not note writes itself, the process's handler of SIGSEGV must ask `write_watch_take_fault`; see
/// `WorldCheckpoint`.
@safe final class WriteWatch {
  /// Nil once it has ended.
  private var watch: OpaquePointer?
  /// Bytes.
  let chunkSize: Int
  let chunkCount: Int

  /// The first `used` bytes count as written to. Nil where the system has no room for another one, or not this method.
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

  /// Lifts all protection. A watch that has ended knows of nothing that was written to.
  func end() {
    guard let watch = unsafe watch else { return }
    unsafe write_watch_end(watch)
    unsafe self.watch = nil
  }

  /// Learns what was written to until now, for `nextDirtyRun` to tell.
  /// - Parameter used: bytes that hold something.
  func look(used: Int) {
    guard let watch = unsafe watch else { return }
    unsafe write_watch_look(watch, used)
  }

  /// The first run of chunks from `chunk` on that were written to before the last `look`; nil where there are no more.
  func nextDirtyRun(from chunk: Int) -> Range<Int>? {
    guard let watch = unsafe watch, chunk < chunkCount else { return nil }
    let first = unsafe write_watch_next_dirty(watch, chunk)
    guard first < chunkCount else { return nil }
    var end = first + 1
    while end < chunkCount, unsafe write_watch_is_dirty(watch, end) { end += 1 }
    return first..<end
  }

  /// From now on these count as not written to. If the system refuses to protect them they go on counting as written to.
  func clean(_ chunks: Range<Int>) {
    guard let watch = unsafe watch, !chunks.isEmpty else { return }
    _ = unsafe write_watch_clean(watch, chunks.lowerBound, chunks.upperBound)
  }
}
