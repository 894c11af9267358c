#include "world.h"

// Requirements of the host.
static_assert(offsetof(World, header) == 0, "a world begins with its header");
static_assert(_Alignof(World) <= 16, "an arena is aligned to 16 bytes");
static_assert(sizeof(CreaturePool) == sizeof(PoolStorage), "a pool consists of its storage only");
