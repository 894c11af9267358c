// write_watch.h: tracks which parts of a memory range were written to.
//
// The range is watched in chunks. A clean chunk is write-protected. The first write to it faults: the chunk becomes dirty
// and the protection is lifted, so each chunk costs one fault, however often it is written. There are two methods:
//
// - By the kernel (Linux 6.7, userfaultfd(2) with UFFD_FEATURE_WP_ASYNC and PAGEMAP_SCAN): it handles the fault itself in
//   about a microsecond. Chunks are pages.
// - By signals: a SIGSEGV handler calls `write_watch_take_fault`. It cannot be written in Swift, because it runs in a signal
//   handler. A fault costs as much as copying some tens of kilobytes, so chunks are larger. A system call that writes
//   into a clean chunk fails with EFAULT.
#ifndef HOTLOOP_WRITE_WATCH_H
#define HOTLOOP_WRITE_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Who handles the faults.
typedef enum {
  WriteWatchByKernel,
  WriteWatchBySignals,
} WriteWatchMethod;

/// The best method that this system supports. Any thread.
WriteWatchMethod write_watch_best_method(void);

/// One watched range.
typedef struct WriteWatch WriteWatch;

/// Starts to watch `size` bytes at `base`, which must be page-aligned, readable and writable. The first `used` bytes start
/// dirty, all others clean. A range can have only one watch. Returns NULL if there is no memory, if there are too many
/// watches, or if the method is not supported.
WriteWatch *write_watch_begin(void *base, size_t size, size_t used, WriteWatchMethod method);

/// Lifts all protection and frees the watch. No other thread may write to the range during the call.
void write_watch_end(WriteWatch *watch);

/// Size of a chunk in bytes; the last one may be shorter.
size_t write_watch_chunk_size(const WriteWatch *watch);
size_t write_watch_chunk_count(const WriteWatch *watch);

/// Updates the results of `is_dirty` and `next_dirty`; they may miss later writes until the next call. One thread at a time.
///
/// `used` is the size of the content in bytes. Beyond it, only dirty chunks that are in memory are found reliably.
void write_watch_look(WriteWatch *watch, size_t used);

/// Whether a chunk was written to since it was cleaned.
bool write_watch_is_dirty(const WriteWatch *watch, size_t chunk);

/// The first dirty chunk at or after `chunk`; the number of chunks if there is none.
size_t write_watch_next_dirty(const WriteWatch *watch, size_t chunk);

/// Marks the chunks [first, end) clean and protects them. On failure they stay dirty and the result is false. One thread at
/// a time.
bool write_watch_clean(WriteWatch *watch, size_t first, size_t end);

/// For a SIGSEGV handler, with the address that could not be written. Returns true if the address lies in a range that is
/// watched by signals and can be written now: the handler then returns. Async-signal-safe, any thread.
bool write_watch_take_fault(uintptr_t address);

#ifdef __cplusplus
}
#endif

#endif
