// world.h: all of Cinder that survives a reload.
//
// Change it while the game runs: add a field, save, and the world is carried over. No pointers, unions or bit-fields;
// what there are many of goes into a pool. Lengths are pixels (half a character cell), times are seconds.
#ifndef CINDER_WORLD_H
#define CINDER_WORLD_H

#include "game_abi.h"

/// An enum that Swift shows as one, with short names: `Phase.title`.
#define CINDER_ENUM __attribute__((enum_extensibility(open)))

typedef enum CINDER_ENUM Phase : uint8_t {
  PhaseTitle = 0,
  PhasePlaying,
  /// The last creature of a wave is gone; the next wave is about to begin.
  PhaseBreather,
  PhaseOver,
} Phase;

typedef enum CINDER_ENUM Kind : uint8_t {
  /// Small and fast, comes in swarms.
  KindMote = 0,
  /// What there is most of.
  KindImp,
  /// Slow, and hard to put out.
  KindBrute,
  /// Flies over walls.
  KindWisp,
} Kind;

typedef struct Vector {
  float x, y;
} Vector;

/// Something that moves.
typedef struct Body {
  Vector position;
  /// Where it was one tick ago, for drawing in between.
  Vector last;
  /// Pixels a second.
  Vector velocity;
} Body;

typedef struct Player {
  Body body;
  /// Where it looks: a direction of length 1.
  Vector facing;
  /// Seconds until the next shot, and until the next flare.
  float reload;
  float flare_reload;
  /// Seconds left of being out of harm's way, after a hit.
  float shelter;
  /// Seconds for which a tap on `fire` still counts.
  float trigger;
} Player;

typedef struct Creature {
  Body body;
  float health;
  /// Seconds left of showing a hit.
  float flash;
  float age;
  Kind kind;
} Creature;
HOTLOOP_POOL(Creature);

typedef struct Shot {
  Body body;
  float life;
} Shot;
HOTLOOP_POOL(Shot);

/// A glowing speck: only to be looked at.
typedef struct Ember {
  Body body;
  float life;
  float life_span;
  /// 1 is flame, 0 is frost.
  float heat;
} Ember;
HOTLOOP_POOL(Ember);

/// What is left to come of one line of a wave.
typedef struct Spawner {
  float interval;
  float timer;
  int32_t remaining;
  Kind kind;
} Spawner;
HOTLOOP_POOL(Spawner);

typedef struct World {
  WorldHeader header;

  Phase phase;
  /// Seconds since the phase began.
  float phase_time;
  int32_t score;
  int32_t best;
  int32_t lives;
  /// The wave being fought, from 1, and the level it is fought in.
  int32_t wave;
  int32_t level;
  /// Kills in a row, and seconds until the row ends.
  int32_t streak;
  float streak_time;
  /// How hard the picture shakes: 0 not at all, 1 hard.
  float shake;

  Player player;
  CreaturePool creatures;
  ShotPool shots;
  EmberPool embers;
  SpawnerPool spawners;
} World;

#endif
