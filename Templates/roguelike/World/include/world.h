// The world: all that survives a reload. Add a field and save; the running world gets it.
//
// Structs have no gaps (`padding` fills them), so that equal worlds have equal bytes.
#ifndef WORLD_H
#define WORLD_H

#include "game_abi.h"

/// Swift sees the constants with short names: `Ground.floor`.
#define OPEN_ENUM __attribute__((enum_extensibility(open)))

typedef struct Point {
  int32_t x, y;
} Point;

typedef enum OPEN_ENUM Ground : uint8_t {
  GroundWall = 0,
  GroundFloor,
  GroundStairs,
} Ground;

typedef struct Tile {
  Ground ground;
  /// Whether you have seen it on this floor.
  bool is_known;
} Tile;
HOTLOOP_POOL(Tile);

typedef struct Monster {
  Point place;
  int32_t health;
  /// A line of assets/monsters.txt, from 0.
  int32_t kind;
} Monster;
HOTLOOP_POOL(Monster);

typedef enum OPEN_ENUM Happening : uint8_t {
  HappeningBegan = 0,
  HappeningHit,
  HappeningKilled,
  HappeningHurt,
  HappeningDied,
  HappeningDescended,
} Happening;

/// What the message line tells. Texts are made when it is drawn: a world holds none.
typedef struct Message {
  int32_t amount;
  /// Of the monster that it is about.
  int32_t kind;
  Happening happening;
  uint8_t padding[3];
} Message;
HOTLOOP_POOL(Message);

typedef struct World {
  WorldHeader header;
  /// Row by row; see `Map`.
  TilePool tiles;
  MonsterPool monsters;
  /// Those of the last turn.
  MessagePool messages;
  Point player;
  int32_t health;
  /// The floor, from 1.
  int32_t depth;
  int32_t turn;
  int32_t padding;
} World;

#endif
