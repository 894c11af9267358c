#include "write_watch.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { most_watches = 32, word_bits = 64 };

struct WriteWatch {
  uintptr_t base;
  size_t size;
  size_t chunk_count;
  /// One bit a chunk. Set by the fault handler on any thread, cleared by the thread that cleans.
  _Atomic uint64_t dirty[];
};

// A watch is freed only when nobody writes into its range any more, so a handler that finds one can use it.
static _Atomic(WriteWatch *) watches[most_watches];

static size_t word_count(size_t chunks) { return (chunks + word_bits - 1) / word_bits; }

static bool protect(const WriteWatch *watch, size_t first, size_t end, int protection) {
  size_t from = first * WRITE_WATCH_CHUNK;
  size_t to = end * WRITE_WATCH_CHUNK;
  if (to > watch->size) to = watch->size;
  return mprotect((void *)(watch->base + from), to - from, protection) == 0;
}

static void mark_dirty(WriteWatch *watch, size_t chunk) {
  atomic_fetch_or(&watch->dirty[chunk / word_bits], UINT64_C(1) << (chunk % word_bits));
}

static void mark_all_dirty(WriteWatch *watch) {
  for (size_t chunk = 0; chunk < watch->chunk_count; chunk++) mark_dirty(watch, chunk);
}

WriteWatch *write_watch_begin(void *base, size_t size) {
  size_t chunks = (size + WRITE_WATCH_CHUNK - 1) / WRITE_WATCH_CHUNK;
  WriteWatch *watch = calloc(1, sizeof *watch + word_count(chunks) * sizeof(uint64_t));
  if (!watch) return NULL;
  watch->base = (uintptr_t)base;
  watch->size = size;
  watch->chunk_count = chunks;
  mark_all_dirty(watch);
  for (int place = 0; place < most_watches; place++) {
    WriteWatch *none = NULL;
    if (atomic_compare_exchange_strong(&watches[place], &none, watch)) return watch;
  }
  free(watch);
  return NULL;
}

void write_watch_end(WriteWatch *watch) {
  protect(watch, 0, watch->chunk_count, PROT_READ | PROT_WRITE);
  for (int place = 0; place < most_watches; place++) {
    WriteWatch *expected = watch;
    if (atomic_compare_exchange_strong(&watches[place], &expected, NULL)) break;
  }
  free(watch);
}

size_t write_watch_chunk_count(const WriteWatch *watch) { return watch->chunk_count; }

bool write_watch_is_dirty(const WriteWatch *watch, size_t chunk) {
  return atomic_load(&watch->dirty[chunk / word_bits]) >> (chunk % word_bits) & 1;
}

size_t write_watch_next_dirty(const WriteWatch *watch, size_t chunk) {
  size_t words = word_count(watch->chunk_count);
  for (size_t word = chunk / word_bits; word < words; word++) {
    uint64_t bits = atomic_load_explicit(&watch->dirty[word], memory_order_relaxed);
    if (word == chunk / word_bits) bits &= ~UINT64_C(0) << (chunk % word_bits);
    if (bits) return word * word_bits + (size_t)__builtin_ctzll(bits);
  }
  return watch->chunk_count;
}

bool write_watch_clean(WriteWatch *watch, size_t first, size_t end) {
  // First the notes, then the protection: a write between the two is one before this call returned, which the caller
  // has not copied yet; a write after both is noted.
  for (size_t chunk = first; chunk < end; chunk++) {
    atomic_fetch_and(&watch->dirty[chunk / word_bits], ~(UINT64_C(1) << (chunk % word_bits)));
  }
  if (protect(watch, first, end, PROT_READ)) return true;
  for (size_t chunk = first; chunk < end; chunk++) mark_dirty(watch, chunk);
  return false;
}

bool write_watch_take_fault(uintptr_t address) {
  for (int place = 0; place < most_watches; place++) {
    WriteWatch *watch = atomic_load(&watches[place]);
    if (!watch || address < watch->base || address - watch->base >= watch->size) continue;
    int saved = errno;
    size_t chunk = (address - watch->base) / WRITE_WATCH_CHUNK;
    // Noted before it can be written, in case this handler is ended half way; and again after it, in case the chunk was
    // cleaned in between, while this thread was on its way here with a fault of before.
    mark_dirty(watch, chunk);
    bool writable = protect(watch, chunk, chunk + 1, PROT_READ | PROT_WRITE);
    mark_dirty(watch, chunk);
    if (!writable) {
      // The system has no room to cut the mapping into one more piece; as one piece it needs none.
      mark_all_dirty(watch);
      writable = protect(watch, 0, watch->chunk_count, PROT_READ | PROT_WRITE);
    }
    errno = saved;
    return writable;
  }
  return false;
}
