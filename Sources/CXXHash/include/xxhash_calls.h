// xxHash (Yann Collet, https://xxhash.com): the calls that HotLoop makes, compiled from the header of libxxhash-dev. No
// shared library is needed at run time.
//
// The hashes are the same on every run and machine. They keep accidents apart, not attackers.
#pragma once

#include <stddef.h>
#include <stdint.h>

// XXH64 with seed 0 of bytes that come in several parts. Where they are split makes no difference.
typedef struct XXHash64State {
  uint64_t words[11];
} XXHash64State;

XXHash64State xxhash64_begin(void);
void xxhash64_add(XXHash64State *state, const void *bytes, size_t count);
uint64_t xxhash64_finish(const XXHash64State *state);

// XXH3-64 of one run of bytes.
uint64_t xxhash3_64(const void *bytes, size_t count, uint64_t seed);

typedef struct XXHash128 {
  uint64_t high;
  uint64_t low;
} XXHash128;

// XXH3-128 of one run of bytes.
XXHash128 xxhash128(const void *bytes, size_t count);

// XXH3-128 of a hash, the number of bytes (8 bytes, in the machine's order), and the bytes.
XXHash128 xxhash128_combine(XXHash128 hash, const void *bytes, size_t count);
