// The world: all that survives a reload. Add a field and save; the running world gets it.
//
// Structs have no gaps (`padding` fills them), so that equal worlds have equal bytes.
#ifndef WORLD_H
#define WORLD_H

#include "game_abi.h"

/// A square of the well: 0 is empty, others are filled with the colour of a shape, from 1.
typedef struct Square {
  uint8_t color;
} Square;
HOTLOOP_POOL(Square);

/// A shape on its way down.
typedef struct Piece {
  /// A shape of assets/shapes.txt, from 0.
  int32_t shape;
  /// Quarter turns to the right.
  int32_t turns;
  /// The square of the well where its upper left corner is.
  int32_t x, y;
} Piece;

typedef struct World {
  WorldHeader header;
  /// Row by row; see `Well`.
  SquarePool squares;
  Piece piece;
  /// The shape that comes next.
  int32_t next;
  /// Seconds until the piece falls by a row.
  float countdown;
  int32_t lines;
  int32_t score;
  /// Where the mouse was in the last tick.
  int32_t mouse_column;
  bool is_over;
  bool padding[3];
} World;

#endif
