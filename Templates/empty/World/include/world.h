// The world: all that survives a reload. Add a field and save; the running world gets it.
#ifndef WORLD_H
#define WORLD_H

#include "game_abi.h"

/// Lengths are pixels; a cell of the terminal has two, one above the other.
typedef struct World {
  WorldHeader header;
  /// The position of the dot.
  float x, y;
  /// 1 or -1 along each axis.
  float direction_x, direction_y;
} World;

#endif
