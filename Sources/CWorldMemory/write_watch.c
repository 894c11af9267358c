#define _GNU_SOURCE
#include "write_watch.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kernel_watch.h"

enum { max_watches = 32, word_bits = 64, signal_chunk = 65536 };

struct WriteWatch {
  uintptr_t base;
  size_t size;
  size_t chunk_size;
  size_t chunk_count;
  WriteWatchMethod method;
  /// One bit per chunk. Set by `write_watch_look` or, on any thread, by the fault handler; cleared by `write_watch_clean`.
  _Atomic uint64_t dirty[];
};

// Watches by signals. A watch is freed only after the last write to its range, so a handler can use any watch it finds.
static _Atomic(WriteWatch *) watches[max_watches];

static size_t chunks_in(size_t size, size_t chunk_size) { return (size + chunk_size - 1) / chunk_size; }

static size_t word_count(size_t chunks) { return (chunks + word_bits - 1) / word_bits; }

/// The bits of [first, end) in the word of `first`.
static uint64_t bits_in_word(size_t first, size_t end) {
  size_t start = first % word_bits;
  size_t count = end - first < word_bits - start ? end - first : word_bits - start;
  return (count == word_bits ? ~UINT64_C(0) : (UINT64_C(1) << count) - 1) << start;
}

static size_t next_word(size_t chunk) { return (chunk / word_bits + 1) * word_bits; }

static void mark(WriteWatch *watch, size_t first, size_t end) {
  for (size_t chunk = first; chunk < end; chunk = next_word(chunk)) {
    atomic_fetch_or(&watch->dirty[chunk / word_bits], bits_in_word(chunk, end));
  }
}

static void unmark(WriteWatch *watch, size_t first, size_t end) {
  for (size_t chunk = first; chunk < end; chunk = next_word(chunk)) {
    atomic_fetch_and(&watch->dirty[chunk / word_bits], ~bits_in_word(chunk, end));
  }
}

/// Size in bytes of the chunks [first, end).
static size_t span(const WriteWatch *watch, size_t first, size_t end) {
  size_t to = end * watch->chunk_size;
  return (to > watch->size ? watch->size : to) - first * watch->chunk_size;
}

static bool set_protection(const WriteWatch *watch, size_t first, size_t end, int protection) {
  if (first >= end) return true;
  return mprotect((void *)(watch->base + first * watch->chunk_size), span(watch, first, end), protection) == 0;
}

static bool watch_by_signals(WriteWatch *watch, size_t used_chunks) {
  for (int slot = 0; slot < max_watches; slot++) {
    WriteWatch *none = NULL;
    if (!atomic_compare_exchange_strong(&watches[slot], &none, watch)) continue;
    if (!set_protection(watch, used_chunks, watch->chunk_count, PROT_READ)) mark(watch, used_chunks, watch->chunk_count);
    return true;
  }
  return false;
}

WriteWatchMethod write_watch_best_method(void) {
  return kernel_watch_is_available() ? WriteWatchByKernel : WriteWatchBySignals;
}

WriteWatch *write_watch_begin(void *base, size_t size, size_t used, WriteWatchMethod method) {
  size_t chunk_size = method == WriteWatchByKernel ? (size_t)sysconf(_SC_PAGESIZE) : signal_chunk;
  size_t chunks = chunks_in(size, chunk_size);
  WriteWatch *watch = calloc(1, sizeof *watch + word_count(chunks) * sizeof(uint64_t));
  if (!watch) return NULL;
  watch->base = (uintptr_t)base;
  watch->size = size;
  watch->chunk_size = chunk_size;
  watch->chunk_count = chunks;
  watch->method = method;
  size_t used_chunks = chunks_in(used, chunk_size);
  mark(watch, 0, used_chunks);
  bool watched =
      method == WriteWatchByKernel ? kernel_watch_begin(watch->base, size) : watch_by_signals(watch, used_chunks);
  if (watched) return watch;
  free(watch);
  return NULL;
}

void write_watch_end(WriteWatch *watch) {
  if (watch->method == WriteWatchByKernel) {
    kernel_watch_end(watch->base, watch->size);
  } else {
    set_protection(watch, 0, watch->chunk_count, PROT_READ | PROT_WRITE);
    for (int slot = 0; slot < max_watches; slot++) {
      WriteWatch *expected = watch;
      if (atomic_compare_exchange_strong(&watches[slot], &expected, NULL)) break;
    }
  }
  free(watch);
}

size_t write_watch_chunk_size(const WriteWatch *watch) { return watch->chunk_size; }

size_t write_watch_chunk_count(const WriteWatch *watch) { return watch->chunk_count; }

static void mark_run(void *context, uintptr_t start, uintptr_t end) {
  WriteWatch *watch = context;
  mark(watch, (start - watch->base) / watch->chunk_size, (end - watch->base) / watch->chunk_size);
}

void write_watch_look(WriteWatch *watch, size_t used) {
  if (watch->method == WriteWatchBySignals) return;
  size_t inside = chunks_in(used, watch->chunk_size) * watch->chunk_size;
  if (inside > watch->size) inside = watch->size;
  bool known = kernel_watch_find(watch->base, inside, false, mark_run, watch) &&
               kernel_watch_find(watch->base + inside, watch->size - inside, true, mark_run, watch);
  // If the kernel refused, any chunk may be dirty.
  if (!known) mark(watch, 0, watch->chunk_count);
}

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
  // Clear the bits before protecting: a write between the two happens before this call returns, so the caller has not
  // copied the chunk yet; a write after both sets the bit again.
  unmark(watch, first, end);
  bool protected = watch->method == WriteWatchByKernel
                       ? kernel_watch_clean(watch->base + first * watch->chunk_size, span(watch, first, end))
                       : set_protection(watch, first, end, PROT_READ);
  if (!protected) mark(watch, first, end);
  return protected;
}

bool write_watch_take_fault(uintptr_t address) {
  for (int slot = 0; slot < max_watches; slot++) {
    WriteWatch *watch = atomic_load(&watches[slot]);
    if (!watch || address < watch->base || address - watch->base >= watch->size) continue;
    int saved = errno;
    size_t chunk = (address - watch->base) / watch->chunk_size;
    // Mark before unprotecting, in case this handler is aborted in between; and mark again afterwards, in case another
    // thread cleaned the chunk in between.
    mark(watch, chunk, chunk + 1);
    bool writable = set_protection(watch, chunk, chunk + 1, PROT_READ | PROT_WRITE);
    mark(watch, chunk, chunk + 1);
    if (!writable) {
      // The process has too many mappings to split this one further; unprotect it as a whole.
      mark(watch, 0, watch->chunk_count);
      writable = set_protection(watch, 0, watch->chunk_count, PROT_READ | PROT_WRITE);
    }
    errno = saved;
    return writable;
  }
  return false;
}
