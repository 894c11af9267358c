// world.h: Cinder's state, all of which survives a reload.
//
// Change it while the game runs: add a field, save, and the running world is migrated. Pointers, unions and bit-fields
// are not allowed; collections are pools. Lengths are pixels (half a character cell), times are seconds.
#ifndef CINDER_WORLD_H
#define CINDER_WORLD_H

#include "game_abi.h"

/// Imports a C enum into Swift as an enum with short names: `Phase.title`.
#define CINDER_ENUM __attribute__((enum_extensibility(open)))

typedef enum CINDER_ENUM Phase : uint8_t {
  PhaseTitle = 0,
  PhasePlaying,
  /// The pause between two waves.
  PhaseIntermission,
  PhaseOver,
} Phase;

typedef enum CINDER_ENUM Kind : uint8_t {
  /// Small and fast, comes in swarms.
  KindMote = 0,
  /// The most common kind.
  KindImp,
  /// Slow, with much health.
  KindBrute,
  /// Flies over walls.
  KindWisp,
} Kind;

typedef struct Vector {
  float x, y;
} Vector;

/// A moving object.
typedef struct Body {
  Vector position;
  /// The position one tick ago, for interpolation.
  Vector previous;
  /// Pixels per second.
  Vector velocity;
} Body;

typedef struct Player {
  Body body;
  /// A direction of length 1.
  Vector facing;
  /// Seconds until the next shot, and until the next flare.
  float fire_cooldown;
  float flare_cooldown;
  /// Remaining seconds of invulnerability after a hit.
  float invulnerable;
  /// Remaining seconds for which a tap on `fire` counts.
  float fire_buffer;
} Player;

typedef struct Creature {
  Body body;
  float health;
  /// Remaining seconds of the flash after a hit.
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

/// A particle. Affects nothing but the picture.
typedef struct Ember {
  Body body;
  float life;
  float life_span;
  /// 1 is flame, 0 is frost.
  float heat;
} Ember;
HOTLOOP_POOL(Ember);

/// The creatures of one line of a wave that have not spawned yet.
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
  /// The current wave, from 1, and its level.
  int32_t wave;
  int32_t level;
  /// The kills of the current streak, and the seconds until it ends.
  int32_t streak;
  float streak_time;
  /// The strength of the camera shake, from 0 to 1.
  float shake;

  Player player;
  CreaturePool creatures;
  ShotPool shots;
  EmberPool embers;
  SpawnerPool spawners;
} World;

#endif
