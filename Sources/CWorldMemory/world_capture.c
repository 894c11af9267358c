#define _GNU_SOURCE
#include "world_capture.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/// Bytes: what is overwritten here and there is a page at a time.
enum { capture_chunk = 4096 };

struct WorldCapture {
  const char *source;
  char *target;
  size_t size;
  size_t chunk_count;
  /// Chunks that are not wholly copied yet.
  atomic_size_t remaining;
  atomic_bool cancelled;
  /// For each chunk: whether one of the two threads has what it takes to complete it.
  atomic_bool claimed[];
};

void world_capture_enter_thread(void) {
  // Of this policy, whoever else wakes takes the processor at once.
  struct sched_param none = {0};
  sched_setscheduler(0, SCHED_IDLE, &none);
}

static size_t chunk_size(const WorldCapture *capture, size_t chunk) {
  size_t left = capture->size - chunk * capture_chunk;
  return left < capture_chunk ? left : capture_chunk;
}

void *world_capture_map(size_t size) {
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return NULL;
  // No large pages: the owner of the source would have to wait for the first byte of each.
  madvise(memory, size, MADV_NOHUGEPAGE);
  return memory;
}

void world_capture_unmap(void *memory, size_t size) {
  size_t piece = 1 << 20;
  for (size_t start = 0; start < size; start += piece) {
    size_t left = size - start;
    madvise((char *)memory + start, left < piece ? left : piece, MADV_DONTNEED);
  }
  munmap(memory, size);
}

WorldCapture *world_capture_begin(const void *source, void *target, size_t size) {
  size_t chunks = (size + capture_chunk - 1) / capture_chunk;
  WorldCapture *capture = calloc(1, sizeof *capture + chunks * sizeof(atomic_bool));
  if (!capture) return NULL;
  capture->source = source;
  capture->target = target;
  capture->size = size;
  capture->chunk_count = chunks;
  atomic_init(&capture->remaining, chunks);
  return capture;
}

void world_capture_save(WorldCapture *capture, size_t start, size_t end) {
  if (end > capture->size) end = capture->size;
  if (start >= end || atomic_load(&capture->cancelled)) return;
  for (size_t chunk = start / capture_chunk; chunk * capture_chunk < end; chunk++) {
    if (atomic_exchange(&capture->claimed[chunk], true)) continue;
    size_t offset = chunk * capture_chunk;
    memcpy(capture->target + offset, capture->source + offset, chunk_size(capture, chunk));
    atomic_fetch_sub(&capture->remaining, 1);
  }
}

bool world_capture_run(WorldCapture *capture) {
  char *buffer = malloc(capture_chunk);
  for (size_t chunk = 0; buffer && chunk < capture->chunk_count; chunk++) {
    if (atomic_load(&capture->cancelled)) break;
    if (atomic_load(&capture->claimed[chunk])) continue;
    size_t offset = chunk * capture_chunk;
    // What is read here may be overwritten at the same time. Then the owner has claimed the chunk before, and this is
    // thrown away; if not, the buffer was full before the owner could begin.
    memcpy(buffer, capture->source + offset, chunk_size(capture, chunk));
    if (atomic_exchange(&capture->claimed[chunk], true)) continue;
    memcpy(capture->target + offset, buffer, chunk_size(capture, chunk));
    atomic_fetch_sub(&capture->remaining, 1);
  }
  free(buffer);
  if (!buffer) world_capture_cancel(capture);
  // The owner may be in the midst of its last chunk.
  while (!world_capture_is_complete(capture) && !atomic_load(&capture->cancelled)) sched_yield();
  return world_capture_is_complete(capture);
}

void world_capture_cancel(WorldCapture *capture) { atomic_store(&capture->cancelled, true); }

bool world_capture_is_complete(const WorldCapture *capture) { return atomic_load(&capture->remaining) == 0; }

void world_capture_end(WorldCapture *capture) { free(capture); }
