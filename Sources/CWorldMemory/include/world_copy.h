// world_copy.h: a copy of a world that is made for a bad day, and hardly ever read.
#ifndef HOTLOOP_WORLD_COPY_H
#define HOTLOOP_WORLD_COPY_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// As memcpy. A large copy goes past the processor's caches where it has stores for that: it takes two thirds of the time,
/// as the target need not be read first, and what the game works on stays in the caches.
void world_copy(void *target, const void *source, size_t size);

#ifdef __cplusplus
}
#endif

#endif
