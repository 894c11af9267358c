#include "xxhash_calls.h"

#include <string.h>

#if !__has_include(<xxhash.h>)
#error "xxhash.h is missing; run .ci/setup, or: apt install libxxhash-dev"
#endif

// All of the implementation, in this file alone.
#define XXH_INLINE_ALL
#include <xxhash.h>

_Static_assert(sizeof(XXHash64State) == sizeof(XXH64_state_t), "another version of xxHash has another state");

// The state is copied because C forbids to use one struct as another.
static XXH64_state_t load(const XXHash64State *state) {
  XXH64_state_t loaded;
  memcpy(&loaded, state, sizeof loaded);
  return loaded;
}

XXHash64State xxhash64_begin(void) {
  XXH64_state_t started;
  XXH64_reset(&started, 0);
  XXHash64State state;
  memcpy(&state, &started, sizeof state);
  return state;
}

void xxhash64_add(XXHash64State *state, const void *bytes, size_t count) {
  if (count == 0) return;
  XXH64_state_t loaded = load(state);
  XXH64_update(&loaded, bytes, count);
  memcpy(state, &loaded, sizeof loaded);
}

uint64_t xxhash64_finish(const XXHash64State *state) {
  XXH64_state_t loaded = load(state);
  return XXH64_digest(&loaded);
}

uint64_t xxhash3_64(const void *bytes, size_t count, uint64_t seed) {
  return XXH3_64bits_withSeed(bytes, count, seed);
}

static XXHash128 result(XXH128_hash_t hash) { return (XXHash128){hash.high64, hash.low64}; }

XXHash128 xxhash128(const void *bytes, size_t count) { return result(XXH3_128bits(bytes, count)); }

XXHash128 xxhash128_combine(XXHash128 hash, const void *bytes, size_t count) {
  uint64_t start[3] = {hash.high, hash.low, count};
  // Most parts are short: a path, an option, another hash.
  enum { shortest = 512 };
  if (count <= shortest) {
    char text[sizeof start + shortest];
    memcpy(text, start, sizeof start);
    if (count > 0) memcpy(text + sizeof start, bytes, count);
    return xxhash128(text, sizeof start + count);
  }
  XXH3_state_t state;
  XXH3_INITSTATE(&state);
  XXH3_128bits_reset(&state);
  XXH3_128bits_update(&state, start, sizeof start);
  XXH3_128bits_update(&state, bytes, count);
  return result(XXH3_128bits_digest(&state));
}
