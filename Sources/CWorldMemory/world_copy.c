#include "world_copy.h"

#include <string.h>

#if defined(__x86_64__)
#include <emmintrin.h>
#include <stdint.h>

/// Smaller copies fit the caches and stay there.
static const size_t min_streamed = 1 << 17;
static const size_t line = 64;

static void stream_line(char *target, const char *source) {
  for (size_t part = 0; part < line; part += sizeof(__m128i)) {
    _mm_stream_si128((__m128i *)(target + part), _mm_loadu_si128((const __m128i *)(source + part)));
  }
}

void world_copy(void *target, const void *source, size_t size) {
  // Only whole cache lines of the target can be streamed to.
  size_t head = -(uintptr_t)target % line;
  if (size < min_streamed + head) {
    memcpy(target, source, size);
    return;
  }
  memcpy(target, source, head);
  char *to = (char *)target + head;
  const char *from = (const char *)source + head;
  size_t whole = (size - head) / line * line;
  for (size_t start = 0; start < whole; start += line) stream_line(to + start, from + start);
  // Orders the streamed stores before all later ones.
  _mm_sfence();
  memcpy(to + whole, from + whole, size - head - whole);
}

#else

void world_copy(void *target, const void *source, size_t size) { memcpy(target, source, size); }

#endif
