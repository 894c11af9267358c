// game_abi.h: the whole contract between the host and a game.
//
// The host is one process that stays; a game is a shared library that is replaced while the host runs.
// The library exports one symbol, `hotloop_game`. It is given the host's table and returns the game's
// table. Both are plain C structs that begin with `abi_version` and `struct_size`. Nothing else crosses
// the line: no Swift object, no closure, no C++ type, only the structs of this file.
//
// Threads.    The host calls every function of GameTable on one thread, the loop's, and never two at a
//             time. Unless its comment says otherwise, a HostTable function may be called only from
//             inside a GameTable callback, on that thread.
// Lifetime.   A pointer that is handed to a callback is good until that callback returns. The tables
//             themselves, and everything GameTable points to, live as long as the process: a library is
//             never unloaded.
// Ownership.  Nobody frees what the other side allocated. The host owns the world's memory and the
//             frame's cells; the game owns its tables and its derived data.
// Failure.    A callback answers with a HotloopStatus. A crash inside a callback is caught by the host
//             where it can be; the game need not (and cannot) prepare for it.
// Growth.     Fields are only ever added at the end of a table. Any other change raises
//             HOTLOOP_ABI_VERSION, and a library of another version is refused with a message.
#ifndef HOTLOOP_GAME_ABI_H
#define HOTLOOP_GAME_ABI_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The version of this contract. Host and game must agree on it exactly.
#define HOTLOOP_ABI_VERSION 1u

/// "HOTL", read as a little-endian integer: the first four bytes of every world.
#define HOTLOOP_WORLD_MAGIC 0x4C544F48u

/// What a callback answers.
typedef enum HotloopStatus : int32_t {
  HotloopStatusOK = 0,
  /// The call did what it could and failed; the reason was given to HostTable.log at level error.
  HotloopStatusFailed = 1,
  /// This game has nothing to do here (no migration is stated, no such asset).
  HotloopStatusNone = 2,
} HotloopStatus;

// ------------------------------------------------------------------------------------------------
// The world: all state that survives a reload.
//
// A world is one contiguous block of memory, the arena. It begins with a struct that the game declares in C,
// whose first field is a WorldHeader; the storage of its pools follows. It holds no pointers, so that it
// can be copied, saved, mapped at another address and compared byte for byte.

/// Stands at offset 0 of every world, in this form in every version for ever.
typedef struct WorldHeader {
  /// HOTLOOP_WORLD_MAGIC. Written by the host.
  uint32_t magic;
  /// HOTLOOP_ABI_VERSION of the host that made the world.
  uint32_t abi_version;
  /// sizeof(WorldHeader): where the game's own fields may begin.
  uint32_t header_size;
  /// The author's number for the meaning of the world (GameTable.world_version).
  uint32_t world_version;
  /// A hash of every name, type, offset and size in the world (see LayoutTable). Written by the host.
  uint64_t layout_hash;
  /// Bytes from the start of the arena that are in use. A game grows a pool by raising it, and never
  /// above bytes_reserved. Bytes between the two are zero until first used.
  uint64_t bytes_used;
  /// Bytes that may be used without the arena moving. Written by the host.
  uint64_t bytes_reserved;
  /// Number of finished ticks. Raised by the host after each step.
  uint64_t tick;
  /// State of the world's random numbers (xoshiro256**): the only randomness a step may use.
  /// Seeded by the host before `start`, advanced by the game.
  uint64_t random_state[4];
  /// Zero. For later versions.
  uint64_t unused[6];
} WorldHeader;

static_assert(sizeof(WorldHeader) == 128, "the world header has one form for ever");
static_assert(offsetof(WorldHeader, layout_hash) == 16, "the world header has one form for ever");
static_assert(offsetof(WorldHeader, random_state) == 48, "the world header has one form for ever");

/// A growable array of one C struct inside the arena. `offset` counts bytes from the start of the arena and
/// is a multiple of 16; it is 0 while capacity is 0. Elements [0, count) are alive; the bytes of
/// elements [count, capacity) are zero.
typedef struct PoolStorage {
  uint64_t offset;
  uint32_t count;
  uint32_t capacity;
} PoolStorage;

static_assert(sizeof(PoolStorage) == 16, "pools are part of every saved world");

/// Declares `ElementPool`, a pool of `Element`, for use as a field of the world:
///
///     typedef struct Creature { float x, y; } Creature;
///     HOTLOOP_POOL(Creature);
///     typedef struct World { WorldHeader header; CreaturePool creatures; } World;
///
/// and, once, on the Swift side: `extension CreaturePool: Pool { typealias Element = Creature }`.
#define HOTLOOP_POOL(Element)     \
  typedef struct Element##Pool { \
    PoolStorage storage;         \
  } Element##Pool

// ------------------------------------------------------------------------------------------------
// Layout: what the world's types look like, as the library itself was compiled.

/// What a field holds.
typedef enum FieldKind : uint8_t {
  FieldKindBool = 1,
  FieldKindInt8,
  FieldKindInt16,
  FieldKindInt32,
  FieldKindInt64,
  FieldKindUInt8,
  FieldKindUInt16,
  FieldKindUInt32,
  FieldKindUInt64,
  FieldKindFloat,
  FieldKindDouble,
  /// A C enum; `enum_kind` is the integer it is stored as.
  FieldKindEnum,
  /// A struct; `type_index` says which.
  FieldKindStruct,
  /// A pool; `type_index` is the struct of its elements.
  FieldKindPool,
} FieldKind;

/// One field of one struct. A C array is a field with count > 1, or with is_array.
typedef struct LayoutField {
  /// The field's name, NUL-terminated UTF-8.
  const char *name;
  /// For an enum its C name, else NULL.
  const char *enum_name;
  /// Bytes from the start of the struct.
  uint32_t offset;
  /// Number of elements: 1 for a scalar.
  uint32_t count;
  /// Index into LayoutTable.structs, for FieldKindStruct and FieldKindPool.
  uint32_t type_index;
  FieldKind kind;
  /// For FieldKindEnum: the integer kind it is stored as.
  FieldKind enum_kind;
  /// Whether the field is declared as an array (`[1]` is not the same as a scalar).
  bool is_array;
} LayoutField;

/// One struct that the world reaches.
typedef struct LayoutStruct {
  const char *name;
  uint32_t size;
  uint32_t alignment;
  /// Its fields: LayoutTable.fields[first_field ..< first_field + field_count], in order of offset.
  uint32_t first_field;
  uint32_t field_count;
} LayoutStruct;

/// Every struct reachable from the world and its pools; structs[0] is the world itself.
typedef struct LayoutTable {
  const LayoutStruct *structs;
  uint32_t struct_count;
  uint32_t field_count;
  const LayoutField *fields;
} LayoutTable;

/// A rename that the game states, so that a migration carries the value over: within struct `type_name`, the
/// field that is now `to` was `from`. With type_name NULL the struct `to` itself was called `from`.
typedef struct LayoutRename {
  const char *type_name;
  const char *from;
  const char *to;
} LayoutRename;

/// What the field `field` of struct `type_name` holds where the world that is migrated has nothing for it.
typedef struct LayoutDefault {
  const char *type_name;
  const char *field;
  /// The value as it lies in memory: of the whole field, or of one element of an array, which then is given to each.
  const void *bytes;
  uint32_t size;
  uint32_t unused;
} LayoutDefault;

// ------------------------------------------------------------------------------------------------
// The picture

/// A colour: 0x00RRGGBB, or HOTLOOP_COLOR_DEFAULT for the terminal's own.
#define HOTLOOP_COLOR_DEFAULT 0xFF000000u

/// Bits of Cell.style.
typedef enum CellStyle : uint32_t {
  CellStyleBold = 1u << 0,
  CellStyleDim = 1u << 1,
  CellStyleItalic = 1u << 2,
  CellStyleUnderline = 1u << 3,
  CellStyleReverse = 1u << 4,
} CellStyle;

/// One character cell.
typedef struct Cell {
  /// A Unicode scalar that is printable. A character two cells wide stands in the left one, and the
  /// cell right of it holds 0; 0 anywhere else, and any control character, is shown as a space.
  uint32_t glyph;
  uint32_t fore;
  uint32_t back;
  /// A set of CellStyle.
  uint32_t style;
} Cell;

static_assert(sizeof(Cell) == 16, "cells are compared and copied in bulk");

/// What `draw` draws into. The host clears it to spaces before the call.
typedef struct Frame {
  /// rows × columns cells, row by row, without gaps.
  Cell *cells;
  uint32_t columns;
  uint32_t rows;
  /// How far the moment of this picture is between the last tick (0) and the next (1), for interpolation.
  float alpha;
  uint32_t unused;
} Frame;

// ------------------------------------------------------------------------------------------------
// Input

/// How many actions a game may have: one bit of an InputSample each.
#define HOTLOOP_MAX_ACTIONS 64

/// All that a tick sees of the outside, and all that a recording holds. Bit n stands for GameTable.actions[n].
/// A key that was pressed and let go between two ticks is in `pressed` and `released`, and not in `held`.
typedef struct InputSample {
  /// Down at the end of the interval before this tick.
  uint64_t held;
  /// Went down at least once in that interval.
  uint64_t pressed;
  /// Went up at least once in that interval.
  uint64_t released;
  /// The cell under the mouse, or -1 where no mouse was seen.
  int16_t mouse_column;
  int16_t mouse_row;
  /// Bit 0 left, bit 1 middle, bit 2 right.
  uint32_t mouse_buttons;
} InputSample;

static_assert(sizeof(InputSample) == 32, "recordings hold input samples");

/// What `step` is given.
typedef struct TickInfo {
  /// The number of this tick: the first step of a fresh world has 0.
  uint64_t tick;
  /// Seconds that one tick stands for. The same for every tick of a run.
  double dt;
  InputSample input;
} TickInfo;

// ------------------------------------------------------------------------------------------------
// Reloads

/// Why a generation is swapped in.
typedef enum ReloadCause : uint32_t {
  /// A source file was saved.
  ReloadCauseSave = 1,
  /// The player asked for it, or the game did.
  ReloadCauseForce = 2,
  /// The same source, optimised.
  ReloadCauseOptimised = 3,
  /// Back to an earlier generation, or forward again.
  ReloadCauseRollback = 4,
  /// The generation before it crashed or hung.
  ReloadCauseCrash = 5,
  /// The same source: whole, after only the changed functions had been compiled.
  ReloadCauseCompleted = 6,
} ReloadCause;

/// What `before_reload` and `after_reload` are told.
typedef struct ReloadInfo {
  uint32_t struct_size;
  ReloadCause cause;
  /// The generation that runs until the swap, and the one that runs from it.
  uint64_t from_generation;
  uint64_t to_generation;
  /// Source files that differ between the two, relative to the package; NUL-terminated UTF-8.
  const char *const *changed_files;
  uint32_t changed_file_count;
  uint32_t unused;
} ReloadInfo;

/// What `migrate` is given: the world as it was, and the world as the automatic migration made it.
typedef struct MigrationInfo {
  uint32_t struct_size;
  /// The versions of one step: GameTable.world_version of the world before it and after it.
  uint32_t from_version;
  uint32_t to_version;
  uint32_t unused;
  /// The old world, with the layout it had. Read only.
  const WorldHeader *old_world;
  const LayoutTable *old_layout;
  /// The new world, with the layout of this library.
  WorldHeader *new_world;
} MigrationInfo;

// ------------------------------------------------------------------------------------------------
// The host's table

typedef enum LogLevel : int32_t {
  LogLevelDebug = 0,
  LogLevelInfo = 1,
  LogLevelWarning = 2,
  LogLevelError = 3,
} LogLevel;

/// The bytes of one asset, owned by the host, good until the callback returns.
typedef struct AssetView {
  const uint8_t *bytes;
  uint64_t count;
  /// Changes whenever the file's content does; never 0 for a file that is there.
  uint64_t revision;
} AssetView;

/// What the host does for a game. `context` is the first argument of each function.
typedef struct HostTable {
  uint32_t abi_version;
  uint32_t struct_size;
  void *context;
  /// Writes one line to the host's log. `text` need not be NUL-terminated. Any thread, any time.
  void (*log)(void *context, LogLevel level, const char *text, size_t length);
  /// Gives the content of a file under `assets/` (path relative to it, NUL-terminated), as of the last safe
  /// point. HotloopStatusNone where there is no such file. Costs no system call.
  HotloopStatus (*asset)(void *context, const char *path, AssetView *view);
  /// Tells how reading a revision of an asset went. With `message` NULL it is now in use; else it was
  /// refused (line 1 and up, 0 where no line applies) and the game keeps what it had.
  void (*asset_result)(void *context, const char *path, uint64_t revision, uint32_t line,
                       const char *message);
  /// Asks for a rebuild and reload, as the player's key does. It happens at a safe point after this callback.
  void (*request_reload)(void *context);
  /// Asks the host to end. It does so after this tick.
  void (*request_quit)(void *context);
} HostTable;

// ------------------------------------------------------------------------------------------------
// The game's table

/// What a game is to the host. A callback that a game has no use for may be NULL, except start, step, draw.
typedef struct GameTable {
  uint32_t abi_version;
  uint32_t struct_size;
  /// The game's name, for titles and messages.
  const char *name;
  /// The author's version of the world's meaning; raised to have `migrate` called.
  uint32_t world_version;
  /// Ticks a second that the game wants, or 0 for the host's default.
  uint32_t ticks_per_second;
  const LayoutTable *layout;
  const LayoutRename *renames;
  uint32_t rename_count;
  /// Names of the actions that keys can be bound to; bit n of an InputSample is actions[n].
  uint32_t action_count;
  const char *const *actions;
  /// NULL, or why this game cannot be used: a type in its world that a world cannot hold, told with the
  /// field's path. The host shows it and refuses the library.
  const char *defect;

  /// Makes a fresh world. The header is filled in and all other bytes of the arena are zero.
  HotloopStatus (*start)(WorldHeader *world);
  /// Moves the world one tick on.
  HotloopStatus (*step)(WorldHeader *world, const TickInfo *tick);
  /// Draws the world. Must not change it.
  HotloopStatus (*draw)(const WorldHeader *world, const Frame *frame);
  /// Called in the library that is about to be replaced: drop derived data. The world may be changed.
  HotloopStatus (*before_reload)(WorldHeader *world, const ReloadInfo *info);
  /// Called in the library that takes over, with the world as it then is: rebuild derived data. If it fails,
  /// the reload is undone: the world's bytes are put back and `after_reload` is called in the old library.
  /// Also called, with from_generation 0, after a world was restored (a crash, a rollback, a snapshot).
  HotloopStatus (*after_reload)(WorldHeader *world, const ReloadInfo *info);
  /// One step of the game's own migration, from info->from_version to info->to_version: called after the automatic
  /// one, up or down, once for each version on the way. Not called while both worlds have one version.
  HotloopStatus (*migrate)(const MigrationInfo *info);
  /// The host is about to end.
  HotloopStatus (*stop)(WorldHeader *world);

  /// What new fields begin with; those without a default begin with zero.
  const LayoutDefault *defaults;
  uint32_t default_count;
  uint32_t unused;
} GameTable;

/// The one exported symbol. Called once for each library, on the host's loading thread, before any callback.
/// Returns NULL where the library can tell at once that it does not fit the host's table.
typedef const GameTable *(*HotloopEntry)(const HostTable *host);

/// The name of that symbol.
#define HOTLOOP_ENTRY_SYMBOL "hotloop_game"

#ifdef __cplusplus
}
#endif

#endif
