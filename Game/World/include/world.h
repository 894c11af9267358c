// world.h: Cinder's state, all of which survives a reload.
//
// Change it while the game runs: add a field, save, and the running world is migrated. Pointers, unions and bit-fields
// are not allowed; collections are pools. Lengths are pixels (half a character cell), times are seconds.
//
// Structs have no gaps (`padding` fills them): the bytes of a gap would be undefined, and equal worlds have equal bytes.
//
// Creatures, shots and upgrades are described in files under assets/. The world refers to them by an id that is computed
// from the name (see Game/Files/ContentID.swift), so that an entry can be added or moved while its creatures live.
#ifndef CINDER_WORLD_H
#define CINDER_WORLD_H

#include "game_abi.h"

/// Imports a C enum into Swift as an enum with short names: `Phase.title`.
#define CINDER_ENUM __attribute__((enum_extensibility(open)))

typedef enum CINDER_ENUM Phase : uint8_t {
  PhaseTitle = 0,
  PhasePlaying,
  /// The pause after a wave.
  PhaseIntermission,
  PhaseOver,
  /// The player chooses an upgrade, between two waves.
  PhaseUpgrade,
  /// The player enters a name for the table of scores.
  PhaseNaming,
  /// All waves are done.
  PhaseVictory,
} Phase;

/// A page of the menu. The game pauses while one is open.
typedef enum CINDER_ENUM Page : uint8_t {
  PageNone = 0,
  PageMain,
  PageLevels,
  PageOptions,
  PageScores,
  PageHelp,
  PagePause,
  PageConfirmRestart,
  PageConfirmTitle,
  PageConfirmQuit,
} Page;

typedef enum CINDER_ENUM Difficulty : uint8_t {
  DifficultyMild = 0,
  DifficultyCold,
  DifficultyBitter,
} Difficulty;

typedef enum CINDER_ENUM PaletteChoice : uint8_t {
  PaletteChoiceClassic = 0,
  /// Fire and frost differ for colour-blind players, too.
  PaletteChoiceSafe,
  PaletteChoiceContrast,
} PaletteChoice;

/// Who steers the player: the keys, or one of the bots.
typedef enum CINDER_ENUM Pilot : uint8_t {
  PilotKeys = 0,
  /// Never presses a key.
  PilotIdle,
  /// Holds `fire` and never moves.
  PilotHolding,
  PilotRandom,
  /// Plays well. It also plays the demo on the title screen.
  PilotSkilled,
} Pilot;

typedef struct Vector {
  float x, y;
} Vector;

/// A moving object: a square around its position.
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
  /// Seconds without moving; see `Player.glow`.
  float stillness;
  /// Whether `fire` is switched on, if it toggles.
  bool is_firing;
  bool padding[3];
} Player;

typedef struct Creature {
  Body body;
  /// The direction of a charge, of length 1.
  Vector aim;
  float health;
  /// Remaining seconds of the flash after a hit.
  float flash;
  float age;
  /// Seconds until the next attack.
  float attack_timer;
  /// Remaining seconds of the warning before a charge or an explosion, and of the charge itself.
  float windup;
  float dash;
  /// The index of the next attack in the list of its kind.
  int32_t attack;
  /// The id of an entry in assets/creatures.txt.
  uint32_t kind;
} Creature;
HOTLOOP_POOL(Creature);

typedef struct Shot {
  Body body;
  float life;
  float damage;
  /// The creatures that it still goes through.
  int32_t pierce;
  /// The id of an entry in assets/shots.txt.
  uint32_t kind;
  /// Whether it hurts the player instead of creatures.
  bool hostile;
  bool padding[3];
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
  /// The gate of the next creature; shown before the creature comes.
  Vector gate;
  bool has_gate;
  bool padding[3];
  /// The id of an entry in assets/creatures.txt.
  uint32_t kind;
} Spawner;
HOTLOOP_POOL(Spawner);

/// An upgrade that the player has, or is offered.
typedef struct Upgrade {
  /// The id of an entry in assets/upgrades.txt.
  uint32_t kind;
  int32_t count;
} Upgrade;
HOTLOOP_POOL(Upgrade);

/// The open page of the menu, and the page below it.
typedef struct Menu {
  Page page;
  uint8_t cursor;
  Page parent;
  uint8_t parent_cursor;
  /// Seconds for which an arrow key has been held: held keys repeat.
  float held;
  /// The wave at which a run starts if `PageConfirmRestart` is confirmed.
  int32_t start_wave;
} Menu;

/// The player's settings. They are also stored on disk.
typedef struct Options {
  Difficulty difficulty;
  PaletteChoice palette;
  bool bell;
  bool shake;
  /// Whether a press of `fire` lasts until the next one: for terminals that forget a held key when another one is pressed.
  bool fire_toggles;
} Options;

/// What a bot remembers from tick to tick.
typedef struct PilotMemory {
  Vector move;
  float timer;
  bool fire;
  bool padding[3];
} PilotMemory;

typedef struct World {
  WorldHeader header;

  Phase phase;
  /// Seconds since the phase began.
  float phase_time;
  Menu menu;
  Options options;
  int32_t score;
  int32_t best;
  int32_t lives;
  /// The current wave, from 1, and its level.
  int32_t wave;
  int32_t level;
  /// The kills of the current streak, and the seconds until it ends.
  int32_t streak;
  float streak_time;
  /// Kills, and seconds of play, of this run.
  int32_t kills;
  float run_time;
  /// Seconds since a creature came through a gate; see `Rules.patience`.
  float quiet_time;
  /// The strength of the camera shake, from 0 to 1.
  float shake;
  /// The name for the table of scores: up to eight letters in ASCII, the first one in the lowest byte.
  uint64_t name;
  /// The letter that is being entered.
  int32_t name_cursor;

  Pilot pilot;
  PilotMemory pilot_memory;
  /// Whether this run is the demo on the title screen.
  bool is_demo;

  Player player;
  CreaturePool creatures;
  ShotPool shots;
  EmberPool embers;
  SpawnerPool spawners;
  UpgradePool upgrades;
  UpgradePool offers;
} World;

#endif
