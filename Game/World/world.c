#include "world.h"

// What the host and the engine rely on.
static_assert(offsetof(World, header) == 0, "a world begins with its header");
static_assert(_Alignof(World) <= 16, "an arena is aligned to 16 bytes");
static_assert(sizeof(CreaturePool) == sizeof(PoolStorage), "a pool is nothing but its storage");

// Two numbers to keep an eye on: they decide how many of each the arena holds.
static_assert(sizeof(Creature) <= 64, "there can be thousands of creatures");
static_assert(sizeof(Ember) <= 64, "there can be thousands of embers");
