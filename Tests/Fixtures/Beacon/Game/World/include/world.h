// The world of Beacon, a game made to be watched by tests.
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
  /// Grows by Speed.perTick each tick.
  int64_t distance;
  /// Ticks in which `go` was held.
  int32_t pushes;
  int32_t before_reloads;
  int32_t after_reloads;
  /// Where the last reload came from and went to.
  int32_t from;
  int32_t to;
  int32_t changed_files;
  SparkPool sparks;
} World;

#endif
