// The world of Beacon, a game for tests of the host.
#ifndef BEACON_WORLD_H
#define BEACON_WORLD_H

#include "game_abi.h"

typedef struct Spark {
  int32_t age;
  int32_t value;
} Spark;
HOTLOOP_POOL(Spark);

typedef struct World {
  WorldHeader header;
  /// Grows by Speed.perTick in each tick.
  int64_t distance;
  /// The number of ticks with `go` held.
  int32_t pushes;
  int32_t before_reloads;
  int32_t after_reloads;
  /// The generations of the last reload.
  int32_t from;
  int32_t to;
  int32_t changed_files;
  SparkPool sparks;
} World;

#endif
