// The world: all that survives a reload. Add a field and save; the running world gets it.
//
// Structs have no gaps (`padding` fills them), so that equal worlds have equal bytes.
#ifndef WORLD_H
#define WORLD_H

#include "game_abi.h"

/// A cell of the level, or a direction.
typedef struct Point {
  int32_t x, y;
} Point;
HOTLOOP_POOL(Point);

typedef struct World {
  WorldHeader header;
  /// Its cells, from the head to the tail.
  PointPool snake;
  /// What the next steps begin with: two turns at most, so that a quick U-turn needs no timing.
  PointPool turns;
  /// The direction of the last step.
  Point direction;
  Point apple;
  /// Seconds until the next step.
  float countdown;
  /// The steps in which the tail stays where it is.
  int32_t growth;
  int32_t score;
  bool is_over;
  bool padding[3];
} World;

#endif
