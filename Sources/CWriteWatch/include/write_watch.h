// write_watch.h: which parts of a range of memory were written to.
//
// The range is watched in chunks. A chunk that is clean is write-protected; the first write to it faults, and the
// fault handler notes it as dirty and lifts the protection, so that each chunk costs one fault however often it is
// written. It cannot be Swift: it runs inside a signal handler.
//
// While a range is watched, a system call that is asked to write into a clean chunk of it fails with EFAULT.
#ifndef HOTLOOP_WRITE_WATCH_H
#define HOTLOOP_WRITE_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes of a chunk: a fault costs as much as the copy of some tens of kilobytes, and a smaller chunk more faults.
#define WRITE_WATCH_CHUNK ((size_t)65536)

/// One watched range.
typedef struct WriteWatch WriteWatch;

/// Begins to watch `size` bytes from `base`, which is page-aligned and readable and writable; all chunks are dirty at first.
/// NULL if memory or places ran out. A range is watched at most once.
WriteWatch *write_watch_begin(void *base, size_t size);

/// Lifts all protection and forgets the range. No other thread may be writing into it then.
void write_watch_end(WriteWatch *watch);

/// Number of chunks; the last one may be shorter than the others.
size_t write_watch_chunk_count(const WriteWatch *watch);

/// Whether a chunk was written to since it was cleaned. Any thread.
bool write_watch_is_dirty(const WriteWatch *watch, size_t chunk);

/// The first dirty chunk from `chunk` on; the number of chunks if there is none.
size_t write_watch_next_dirty(const WriteWatch *watch, size_t chunk);

/// Makes the chunks [first, end) clean: protects them, so that whatever is written from now on is noted. Where this
/// fails they stay dirty and false is returned. One thread at a time.
bool write_watch_clean(WriteWatch *watch, size_t first, size_t end);

/// To be called by the handler of SIGSEGV with the address that could not be written to. True if it lies in a watched
/// range and may now be written: the handler then returns. Async-signal-safe, any thread.
bool write_watch_take_fault(uintptr_t address);

#ifdef __cplusplus
}
#endif

#endif
