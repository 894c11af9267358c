// write_watch.h: which parts of a range of memory were written to.
//
// The range is watched in chunks. A chunk that is clean is write-protected; the first write to it faults, it is noted as
// dirty, and the protection is lifted, so that each chunk costs one fault however often it is written. There are two ways:
//
// - By the kernel, where it can (Linux 6.7, userfaultfd(2) with UFFD_FEATURE_WP_ASYNC and PAGEMAP_SCAN): it takes the fault
//   itself and notes the page, in about a microsecond. Chunks are pages.
// - By a handler of SIGSEGV that calls `write_watch_take_fault`. It cannot be Swift: it runs inside a signal handler. A fault
//   then costs as much as the copy of some tens of kilobytes, so chunks are larger; and a system call that is asked to
//   write into a clean chunk fails with EFAULT.
#ifndef HOTLOOP_WRITE_WATCH_H
#define HOTLOOP_WRITE_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Who notes what is written.
typedef enum {
  WriteWatchByKernel,
  WriteWatchBySignals,
} WriteWatchMethod;

/// The better one of those that work here. Any thread.
WriteWatchMethod write_watch_best_method(void);

/// One watched range.
typedef struct WriteWatch WriteWatch;

/// Begins to watch `size` bytes from `base`, which is page-aligned, readable and writable; the first `used` of them count as
/// written to, and the others as not. NULL if memory or places ran out, or if the method does not work here. A range is
/// watched at most once.
WriteWatch *write_watch_begin(void *base, size_t size, size_t used, WriteWatchMethod method);

/// Lifts all protection and forgets the range. No other thread may be writing into it then.
void write_watch_end(WriteWatch *watch);

/// Bytes of a chunk; the last one may be shorter.
size_t write_watch_chunk_size(const WriteWatch *watch);
size_t write_watch_chunk_count(const WriteWatch *watch);

/// Brings what `is_dirty` and `next_dirty` answer up to date. Until the next call they may not know of later writes.
/// One thread at a time.
///
/// `used` is how many bytes hold something. Of those beyond, only what is written to and in memory is sure to be found.
void write_watch_look(WriteWatch *watch, size_t used);

/// Whether a chunk was written to since it was cleaned.
bool write_watch_is_dirty(const WriteWatch *watch, size_t chunk);

/// The first dirty chunk from `chunk` on; the number of chunks if there is none.
size_t write_watch_next_dirty(const WriteWatch *watch, size_t chunk);

/// Makes the chunks [first, end) clean: protects them, so that whatever is written from now on is noted. Where this
/// fails they count as dirty and false is returned. One thread at a time.
bool write_watch_clean(WriteWatch *watch, size_t first, size_t end);

/// To be called by the handler of SIGSEGV with the address that could not be written to. True if it lies in a range that is
/// watched by signals and may now be written: the handler then returns. Async-signal-safe, any thread.
bool write_watch_take_fault(uintptr_t address);

#ifdef __cplusplus
}
#endif

#endif
