// game_abi.h: the whole contract between the host and a game.
//
// The host is one process that keeps running; a game is a shared library that is replaced while the host runs.
// The library exports one symbol, `hotloop_game`. The host passes its table to that function and gets the
// game's table back. Both tables are plain C structs that begin with `abi_version` and `struct_size`. Only the
// structs of this file cross the boundary: no Swift objects, closures or C++ types.
//
// Threads.    The host calls every function of GameTable on one thread, the loop's, one call at a time.
//             Unless its comment says otherwise, a HostTable function may be called only from inside a
//             GameTable callback, on that thread.
// Lifetime.   A pointer passed to a callback is valid until that callback returns. Both tables, and everything
//             that GameTable points to, stay valid and unchanged as long as the process lives: libraries are
//             never unloaded.
// Ownership.  Neither side frees what the other side allocated. The host owns the memory of the world and
//             of the frame; the game owns its tables and its derived data.
// Failure.    A callback returns a HotloopStatus. The host catches crashes inside callbacks where it can; the
//             game needs no preparation for them.
// Growth.     New fields are added only at the end of the structs that have a `struct_size`. Any other change
//             raises HOTLOOP_ABI_VERSION, and the host rejects a library of another version. `struct_size` is
//             sizeof in the header that its writer was compiled with. The reader of a shorter table takes the
//             missing fields as NULL or 0, the reader of a longer one ignores the fields that it does not know;
//             neither reads beyond struct_size.
#ifndef HOTLOOP_GAME_ABI_H
#define HOTLOOP_GAME_ABI_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The version of this contract. It must be the same in host and game.
#define HOTLOOP_ABI_VERSION 1u

/// "HOTL", read as a little-endian integer: the first four bytes of every world.
#define HOTLOOP_WORLD_MAGIC 0x4C544F48u

/// The result of a callback.
typedef enum HotloopStatus : int32_t {
  HotloopStatusOK = 0,
  /// The call failed. The game passed the reason to HostTable.log at LogLevelError.
  HotloopStatusFailed = 1,
  /// There is nothing to do or to return: the game has no migration, the asset does not exist.
  HotloopStatusNone = 2,
} HotloopStatus;

// ------------------------------------------------------------------------------------------------
// The world: all state that survives a reload.
//
// A world is one contiguous block of memory, the arena. It begins with a struct that the game declares in C,
// whose first field is a WorldHeader; the storage of its pools follows. It contains no pointers, so that it
// can be copied, saved, mapped at another address and compared byte by byte. The host owns the memory. The
// address may differ from one callback to the next.

/// At offset 0 of every world. Its layout never changes, in no version of this contract.
typedef struct WorldHeader {
  /// HOTLOOP_WORLD_MAGIC. Written by the host.
  uint32_t magic;
  /// HOTLOOP_ABI_VERSION of the host that created the world. Written by the host.
  uint32_t abi_version;
  /// sizeof(WorldHeader), the offset at which the game's own fields may begin. Written by the host.
  uint32_t header_size;
  /// GameTable.world_version of the game that the world belongs to. Written by the host.
  uint32_t world_version;
  /// A hash of all names, types, offsets and sizes in the world (see LayoutTable). Written by the host.
  uint64_t layout_hash;
  /// The bytes in use, counted from the start of the arena. The game raises it to grow a pool, at most to
  /// bytes_reserved. The bytes between the two are zero.
  uint64_t bytes_used;
  /// The size of the arena in bytes. Written by the host.
  uint64_t bytes_reserved;
  /// The number of completed ticks. Raised by the host after each `step`.
  uint64_t tick;
  /// The state of the world's random numbers (xoshiro256**), the only randomness that a step may use.
  /// Seeded by the host before `start`, advanced by the game.
  uint64_t random_state[4];
  /// unused[0] is the identity of the next new pool element, or 0 if the world has no identities (see PoolStorage).
  /// The host sets it, the game raises it by one for each element. The rest is zero, reserved for later versions.
  uint64_t unused[6];
} WorldHeader;

static_assert(sizeof(WorldHeader) == 128, "the layout of the world header never changes");
static_assert(offsetof(WorldHeader, layout_hash) == 16, "the layout of the world header never changes");
static_assert(offsetof(WorldHeader, random_state) == 48, "the layout of the world header never changes");

/// A growable array of one C struct inside the arena. `offset` is in bytes from the start of the arena, a multiple
/// of 16, and 0 while capacity is 0. Elements [0, count) are valid; the bytes of elements [count, capacity)
/// are zero. The game changes it in any callback but `draw`.
///
/// If header.unused[0] is not 0, each element has an identity, by which the host recognises it after a migration: a uint32_t
/// for each element of the capacity, from the first multiple of 4 behind the last one on. The game gives an element that is
/// appended or assigned the low bits of header.unused[0], and moves the identity with the element. Identities of elements
/// [count, capacity) are zero.
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
// Layout: the types of the world as the library was compiled. Owned by the game, constant.

/// The type of a field.
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
  /// A C enum; `enum_kind` is the integer type that stores it.
  FieldKindEnum,
  /// A struct; `type_index` is its index in LayoutTable.structs.
  FieldKindStruct,
  /// A pool; `type_index` is the index of its elements' struct.
  FieldKindPool,
} FieldKind;

/// One field of one struct. A C array is a field with count > 1, or with is_array.
typedef struct LayoutField {
  /// The field's name, NUL-terminated UTF-8.
  const char *name;
  /// The C name of an enum; NULL for other kinds.
  const char *enum_name;
  /// In bytes from the start of the struct.
  uint32_t offset;
  /// The number of elements: 1 for a scalar.
  uint32_t count;
  /// The index in LayoutTable.structs, for FieldKindStruct and FieldKindPool.
  uint32_t type_index;
  FieldKind kind;
  /// The integer kind that stores a FieldKindEnum.
  FieldKind enum_kind;
  /// Whether the field is declared as an array (`[1]` is not the same as a scalar).
  bool is_array;
} LayoutField;

/// One struct that is part of the world.
typedef struct LayoutStruct {
  const char *name;
  /// In bytes, as sizeof and _Alignof give them.
  uint32_t size;
  uint32_t alignment;
  /// Its fields: LayoutTable.fields[first_field ..< first_field + field_count], in the order of their offsets.
  uint32_t first_field;
  uint32_t field_count;
} LayoutStruct;

/// All structs that the world and its pools contain; structs[0] is the world.
typedef struct LayoutTable {
  const LayoutStruct *structs;
  uint32_t struct_count;
  uint32_t field_count;
  const LayoutField *fields;
} LayoutTable;

/// One constant of a C enum.
typedef struct LayoutConstant {
  const char *name;
  /// Extended by the sign of the enum; for a uint64_t enum, the same 64 bits.
  int64_t value;
} LayoutConstant;

/// A C enum of the game's headers. LayoutField.enum_name refers to it by its name.
typedef struct LayoutEnum {
  const char *name;
  /// In the order of their declaration.
  const LayoutConstant *constants;
  uint32_t constant_count;
  /// Whether the integer that stores it is signed.
  bool is_signed;
  /// Whether it has the attribute flag_enum: its values are sets of constants.
  bool is_flag_set;
} LayoutEnum;

/// A field whose enum has no name in C. It has the name `enum_name` in the layout.
typedef struct LayoutEnumField {
  const char *type_name;
  const char *field;
  const char *enum_name;
} LayoutEnumField;

/// The enums of the headers that declare the world, whether or not a field has them. Swift's reflection does not know
/// constants: the builder compiles this table from the headers and links it into the library, under the name
/// HOTLOOP_ENUM_TABLE_SYMBOL.
typedef struct LayoutEnumTable {
  const LayoutEnum *enums;
  const LayoutEnumField *fields;
  uint32_t enum_count;
  uint32_t field_count;
} LayoutEnumTable;

/// The name of the table of enums inside the library. It is not exported.
#define HOTLOOP_ENUM_TABLE_SYMBOL "hotloop_enum_table"

/// A rename that the game declares, so that a migration keeps the value. In the struct `type_name`, the field `to` was
/// called `from` in earlier builds. If type_name is NULL, the struct `to` was called `from`. Owned by the game.
typedef struct LayoutRename {
  const char *type_name;
  const char *from;
  const char *to;
} LayoutRename;

/// The value of the field `field` of the struct `type_name` in a migrated world that did not have the field. Owned by
/// the game.
typedef struct LayoutDefault {
  const char *type_name;
  const char *field;
  /// The value in its memory representation: of the whole field, or of one array element, copied to all elements.
  const void *bytes;
  /// The number of bytes.
  uint32_t size;
  uint32_t unused;
} LayoutDefault;

// ------------------------------------------------------------------------------------------------
// The picture

/// A colour is 0x00RRGGBB, or HOTLOOP_COLOR_DEFAULT: the terminal's default foreground or background.
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
  /// A printable Unicode scalar. A character that is two cells wide is in the left cell, and the right cell
  /// contains 0. A 0 in any other cell, and any control character, is shown as a space.
  uint32_t glyph;
  /// The colours of foreground and background.
  uint32_t fore;
  uint32_t back;
  /// A bit set of CellStyle.
  uint32_t style;
} Cell;

static_assert(sizeof(Cell) == 16, "cells are compared and copied in bulk");

/// The target of `draw`. The host owns the cells and clears them to spaces before the call; the game may write them
/// until `draw` returns.
typedef struct Frame {
  /// rows × columns cells, row by row, without padding.
  Cell *cells;
  uint32_t columns;
  uint32_t rows;
  /// For interpolation: the time of this frame between the previous tick (0) and the next one (1).
  float alpha;
  uint32_t unused;
} Frame;

// ------------------------------------------------------------------------------------------------
// Input

/// The maximum number of actions. Each is one bit of an InputSample.
#define HOTLOOP_MAX_ACTIONS 64

/// The complete input of a tick, and what a recording stores. Bit n belongs to GameTable.actions[n].
/// A key that was pressed and released between two ticks is in `pressed` and `released`, but not in `held`.
typedef struct InputSample {
  /// The actions that are down at the end of the interval before this tick.
  uint64_t held;
  /// The actions that went down at least once in that interval.
  uint64_t pressed;
  /// The actions that went up at least once in that interval.
  uint64_t released;
  /// The cell under the mouse; -1 if the terminal reported no mouse.
  int16_t mouse_column;
  int16_t mouse_row;
  /// Bits 0 to 2: the buttons that are down at the end of the interval: left, middle, right.
  /// Bits 3 to 5: those that went down at least once in the interval. Bits 6, 7 and 29: those that went up.
  /// Bits 30 and 31: 1 if the wheel was turned down by a step, 3 if it was turned up, else 0. Several steps come in several
  /// ticks.
  /// Bits 8 to 28 are the character that was typed in the interval, a Unicode scalar, or 0: see HostTable.read_text. Several
  /// characters come in several ticks, in order.
  uint32_t mouse_buttons;
} InputSample;

static_assert(sizeof(InputSample) == 32, "recordings store input samples");

/// The argument of `step`.
typedef struct TickInfo {
  /// The number of this tick, from 0 in a fresh world.
  uint64_t tick;
  /// The length of a tick in seconds. The same for all ticks of a run.
  double dt;
  InputSample input;
} TickInfo;

// ------------------------------------------------------------------------------------------------
// Reloads

/// Why the host installs a generation.
typedef enum ReloadCause : uint32_t {
  /// A source file was saved.
  ReloadCauseSave = 1,
  /// The player or the game requested it.
  ReloadCauseForce = 2,
  /// An optimised build of the same source. Only if the player asked for it.
  ReloadCauseOptimised = 3,
  /// A rollback to an earlier generation, or the way forward again.
  ReloadCauseRollback = 4,
  /// The previous generation crashed or hung.
  ReloadCauseCrash = 5,
} ReloadCause;

/// The argument of `before_reload` and `after_reload`. Owned by the host, valid until the callback returns.
typedef struct ReloadInfo {
  uint32_t struct_size;
  ReloadCause cause;
  /// The numbers of the generations before and after the swap, from 1.
  uint64_t from_generation;
  uint64_t to_generation;
  /// The paths of the source files that differ between the two, relative to the package; NUL-terminated UTF-8.
  const char *const *changed_files;
  uint32_t changed_file_count;
  uint32_t unused;
  /// The modules of the game that its author writes, each behind those that it imports, and those with such a file;
  /// NUL-terminated UTF-8.
  const char *const *modules;
  const char *const *changed_modules;
  uint32_t module_count;
  uint32_t changed_module_count;
  /// The functions that return the addresses of this library's global and static variables with reload handlers, and initialise
  /// them: nothing else does that for a variable that no code names.
  void *(*const *handlers)(void);
  uint64_t handler_count;
} ReloadInfo;

/// The argument of `migrate`: the old world, and the new one as the automatic migration and the steps before filled it.
/// Owned by the host, valid until the callback returns.
typedef struct MigrationInfo {
  uint32_t struct_size;
  /// GameTable.world_version before and after this step. They differ by 1.
  uint32_t from_version;
  uint32_t to_version;
  uint32_t unused;
  /// The world of `from_version` and its layout. Read-only. In the first step it is the world before the migration, in
  /// its own layout; in every other step it is what the step before made, in the layout of this library.
  const WorldHeader *old_world;
  const LayoutTable *old_layout;
  /// The new world, in the layout of this library. The callback may change it.
  WorldHeader *new_world;
  /// The world before the first step and its layout: it has the values of fields that this library's layout lacks.
  /// Read-only.
  const WorldHeader *first_world;
  const LayoutTable *first_layout;
} MigrationInfo;

// ------------------------------------------------------------------------------------------------
// The host's table

typedef enum LogLevel : int32_t {
  LogLevelDebug = 0,
  LogLevelInfo = 1,
  LogLevelWarning = 2,
  LogLevelError = 3,
} LogLevel;

/// The bytes of one asset. Owned by the host, valid until the callback returns.
typedef struct AssetView {
  const uint8_t *bytes;
  uint64_t count;
  /// Changes with the content of the file. Never 0.
  uint64_t revision;
} AssetView;

// Kept values: what is expensive, created once by key, outside the world.
//
// A kept value is an array of elements without pointers; a single value has one element. It is found by the name of its
// module and a key. It survives reloads, rollbacks, undone ticks and the death of the host, and ends with the run. To
// create one, the game asks for memory (`kept_begin`), fills it, and hands it over (`kept_publish`): until then nobody
// finds it, and a call that does not return leaves nothing behind. These functions may be called on any thread.

/// Bits of KeptRequest.flags.
typedef enum KeptFlags : uint32_t {
  /// A value of another layout is migrated by the names of its fields, if both have a LayoutTable; otherwise it ends.
  KeptFlagMigrates = 1u << 0,
  /// `kept_publish` replaces a value that there is.
  KeptFlagReplaces = 1u << 1,
  /// It is an array, not a single value: for lists.
  KeptFlagIsArray = 1u << 2,
} KeptFlags;

/// What a kept value is, and who asks for it. Owned by the caller, valid during the call. All texts are NUL-terminated UTF-8.
typedef struct KeptRequest {
  uint32_t struct_size;
  /// A bit set of KeptFlags.
  uint32_t flags;
  const char *module;
  /// 1 to 200 bytes without control characters.
  const char *key;
  /// The name of the element's type, for people.
  const char *type_name;
  /// The layout of an element: equal texts are equal layouts.
  const char *description;
  /// A struct with a WorldHeader and a field `value`, which is an element, as structs[0]; NULL if the element is not a C struct.
  const LayoutTable *layout;
  /// The number of elements, and the size of each in an array, in bytes.
  uint64_t count;
  uint32_t element_size;
  /// At most 4096.
  uint32_t alignment;
  /// Where the game asks.
  const char *file;
  uint32_t line;
  uint32_t unused;
  /// Receives why the call failed, NUL-terminated and cut to `reason_capacity` bytes; may be NULL.
  char *reason;
  uint64_t reason_capacity;
} KeptRequest;

/// The memory of a kept value. Owned by the host; valid until `kept_release` was called with `handle`.
typedef struct KeptMemory {
  /// Of a value, read-only; of one that is being created, all zero.
  void *bytes;
  uint64_t size;
  /// Never 0.
  uint64_t handle;
} KeptMemory;

// Services: threads of the game that run on while it is reloaded.
//
// A service is found by the name of its module and a name. It exchanges messages with the game: values without pointers, all of
// one size in each direction. What a callback starts, stops and sends takes effect when it has returned HotloopStatusOK or
// HotloopStatusNone, and not in a trial or in a call for an earlier tick. What a service sends is delivered to the next `step`.

/// What a service and its messages are. Owned by the caller, valid during the call. Texts are NUL-terminated UTF-8.
typedef struct ServiceInfo {
  uint32_t struct_size;
  /// The bytes of a message to the service and of one from it; 0 if there are none. At most HOTLOOP_MAX_MESSAGE_BYTES.
  uint32_t received_size;
  uint32_t sent_size;
  uint32_t unused;
  const char *module;
  /// 1 to 64 bytes without control characters.
  const char *name;
  /// The layouts of these messages: equal texts are equal layouts.
  const char *received_layout;
  const char *sent_layout;
} ServiceInfo;

/// The code of a service. Owned by the caller, valid during the call.
typedef struct ServiceCode {
  uint32_t struct_size;
  /// 1: a service that runs is asked to end, and this one runs when it has ended. 0: nothing happens if one runs.
  uint32_t restarts;
  /// The milliseconds that the one that runs has to end. Then it is left alone.
  uint32_t limit;
  uint32_t unused;
  /// Runs the service on a thread of its own until it ends. `handle` is the first argument of the functions for services. If it
  /// fails, it writes the reason to `reason`, NUL-terminated, at most `capacity` bytes. Called at most once.
  HotloopStatus (*run)(void *body, uint64_t handle, char *reason, size_t capacity);
  /// Called instead of `run` if that is never called, on any thread.
  void (*discard)(void *body);
  void *body;
} ServiceCode;

/// The maximum size of a message, the maximum number of messages that wait in one direction, and the maximum of their bytes
/// together.
#define HOTLOOP_MAX_MESSAGE_BYTES (1u << 16)
#define HOTLOOP_MAX_WAITING_MESSAGES 1024
#define HOTLOOP_MAX_WAITING_BYTES (4u << 20)

/// The functions of the host. `context` is the first argument of each of them. Owned by the host.
typedef struct HostTable {
  /// HOTLOOP_ABI_VERSION and sizeof(HostTable), as the host was compiled.
  uint32_t abi_version;
  uint32_t struct_size;
  void *context;
  /// Writes one line to the host's log. `text` is `length` bytes of UTF-8 without a NUL, copied during the call.
  /// Any thread, any time after the entry was called. Never NULL.
  void (*log)(void *context, LogLevel level, const char *text, size_t length);
  /// Fills `view` with the content of a file as of the last safe point. `path` is relative to `assets/`,
  /// NUL-terminated UTF-8. Returns HotloopStatusNone if the file does not exist. Makes no system call.
  HotloopStatus (*asset)(void *context, const char *path, AssetView *view);
  /// Reports whether the game accepted a revision of an asset. `message` is NULL if the game uses it now. Otherwise
  /// it is the reason for the rejection, copied during the call, `line` is the line in the file from 1, or 0
  /// if no line applies, and the game keeps using the revision before.
  void (*asset_result)(void *context, const char *path, uint64_t revision, uint32_t line,
                       const char *message);
  /// Requests a build and reload, as the player's key does. It happens at a safe point after this callback. Requests
  /// during the build are the same request, and so are those after it, until a source file is saved.
  void (*request_reload)(void *context);
  /// Requests the end of the process, after this tick.
  void (*request_quit)(void *context);
  /// Fills `view` with the content of a stored file: a file that the game keeps by name for this user, outside the
  /// world. It is what `store` was last given in this run or, before that, what is on disk. Returns HotloopStatusNone if
  /// there is neither. The first call for a name may read the disk; later ones make no system call. The bytes are also
  /// invalidated by `store` and `stored_rejected` of the same name. `revision` differs for each `store`.
  /// `name` is 1 to 64 ASCII letters, digits, `-`, `_` and `.`, and does not begin with `.`; the host logs an error and
  /// returns HotloopStatusFailed for any other.
  HotloopStatus (*stored)(void *context, const char *name, AssetView *view);
  /// Replaces the content of a stored file by `count` bytes, copied during the call. `stored` returns them at once. The
  /// host writes them to disk later, on another thread, in the order of the calls, each file as a whole, and all of them
  /// before the process ends; it may skip a content that was replaced in the meantime. If writing fails, the host tells
  /// the player, and the content lasts until the process ends. The host logs an error and does nothing for an invalid
  /// name and for more than HOTLOOP_MAX_STORED_BYTES. Not to be called in `draw`.
  void (*store)(void *context, const char *name, const uint8_t *bytes, uint64_t count);
  /// Reports that the game cannot read the content of a stored file. `message` is the reason, copied during the call,
  /// `line` is the line in the file from 1, or 0 if no line applies. The host renames the file, so that nothing is lost,
  /// and tells the player; `stored` returns HotloopStatusNone until the next `store`.
  void (*stored_rejected)(void *context, const char *name, uint32_t line, const char *message);
  /// Rings the terminal's bell with the next frame. The host limits the rate to about 8 per second and drops what
  /// exceeds it. Has no effect without a terminal.
  void (*bell)(void *context);
  /// Requests text for the next tick: until then, keys that type a character, and backspace (U+0008), are delivered as
  /// text in InputSample.mouse_buttons instead of being looked up among the key bindings. Other keys keep their
  /// bindings. To read on, call it in every `step`.
  void (*read_text)(void *context);
  /// 1 if this process is a trial of the library beside the running game: it runs a few ticks in a copy of the world,
  /// nothing it draws, prints or stores is kept, and it ends without `before_reload` or `stop`. Also 1 if it steps ticks of
  /// the running game a second time, each between `after_reload` and `before_reload`. 0 in the host that plays.
  uint32_t is_trial;
  uint32_t unused;
  /// Tells that this callback will return HotloopStatusFailed because of a Swift error, so that the host can report where it was
  /// thrown. `error` is the value of an `any Error`, a pointer that is only compared. Called in the callback, before anything
  /// else is done with the error.
  void (*error_caught)(void *context, const void *error);
  /// Writes the names of the keys that are bound to an action, as the player reads them, in the order of `keys.yaml`: UTF-8,
  /// separated by line feeds, without a NUL, at most `capacity` bytes. Returns the number of bytes of all names, which may be more
  /// than that; 0 if no key is bound, or where there are no keys: in a trial, and in pictures of recordings. Only in `draw`,
  /// because the world must not depend on it.
  size_t (*key_names)(void *context, uint32_t action, char *names, size_t capacity);
  /// Tells where the picture of this `draw` is in the world, so that the host finds what is at a cell: the pixel of the world in
  /// the upper left corner, and the pixels of a cell across and down. Only in `draw`. Changes nothing.
  void (*picture_place)(void *context, int64_t x, int64_t y, uint32_t columns, uint32_t rows);
  /// Fills `memory` with the kept value of a key. Returns HotloopStatusNone if there is none: never created, deleted, or of another
  /// layout or count, in which case it ends here.
  HotloopStatus (*kept_find)(void *context, const KeptRequest *request, KeptMemory *memory);
  /// Fills `memory` with zeroed memory for a value. Fails if all kept values together exceed HOTLOOP_MAX_KEPT_BYTES. If the callback
  /// does not return, or this was a trial, the memory is dropped.
  HotloopStatus (*kept_begin)(void *context, const KeptRequest *request, KeptMemory *memory);
  /// Makes the value that was begun as `handle` that of the key, and fills `memory` with it; the handle that was begun has ended
  /// then, also if it fails. If another thread has created the key meanwhile, `memory` is that value, unless
  /// KeptFlagReplaces. The bytes are read-only from here on.
  HotloopStatus (*kept_publish)(void *context, const KeptRequest *request, uint64_t handle, KeptMemory *memory);
  /// The caller does not use this memory any more.
  void (*kept_release)(void *context, uint64_t handle);
  /// Ends a value. Its memory is valid until it is released. Returns HotloopStatusNone if there is none.
  HotloopStatus (*kept_delete)(void *context, const char *module, const char *key);
  /// Starts a service, or starts it anew: see ServiceCode. The host owns `code->body` from here on, also if it fails. It fails if
  /// `info` is not valid, and logs why.
  HotloopStatus (*service_start)(void *context, const ServiceInfo *info, const ServiceCode *code);
  /// Asks a service to end, which has `limit` milliseconds for that.
  void (*service_stop)(void *context, const ServiceInfo *info, uint32_t limit);
  /// Sends a message to a service, which may be started later. If too many wait, it is dropped, and the player is told.
  void (*service_send)(void *context, const ServiceInfo *info, const void *message);
  /// Copies the messages of a service that this `step` receives, at most `capacity` bytes. Returns the bytes of all. Only in
  /// `step`; 0 in other callbacks.
  size_t (*service_messages)(void *context, const ServiceInfo *info, void *messages, size_t capacity);
  /// For a service: takes the next message, for which it waits at most `limit` nanoseconds; for any time if that is negative.
  /// HotloopStatusNone if there is none by then, HotloopStatusFailed if the service is to end. On the thread of the service, or
  /// one that ends before it.
  HotloopStatus (*service_receive)(void *context, uint64_t handle, void *message, int64_t limit);
  /// For a service: sends a message to the game. Waits while too many wait. HotloopStatusFailed if the service is to end, and the
  /// message was not sent.
  HotloopStatus (*service_reply)(void *context, uint64_t handle, const void *message);
  /// For a service: 1 if it is to end. Waits for that at most `limit` nanoseconds.
  uint32_t (*service_is_ending)(void *context, uint64_t handle, int64_t limit);
} HostTable;

/// The maximum size of all kept values of a run together, in bytes.
#define HOTLOOP_MAX_KEPT_BYTES (1ull << 30)

/// The maximum size of a stored file in bytes.
#define HOTLOOP_MAX_STORED_BYTES (1u << 20)

/// The smallest struct_size of a HostTable: up to and including `log`.
enum { HotloopMinHostTableSize = offsetof(HostTable, asset) };

// ------------------------------------------------------------------------------------------------
// Evaluation: code that is compiled beside the game while it runs, and run once.

/// What evaluated code has computed: the value of its last expression. Texts are UTF-8, not NUL-terminated, and NULL if there is
/// no value.
typedef struct EvaluationOutcome {
  uint32_t struct_size;
  uint32_t unused;
  /// To be read, and as JSON.
  const char *text;
  size_t text_length;
  const char *json;
  size_t json_length;
} EvaluationOutcome;

/// The argument of `evaluate`.
typedef struct EvaluationInfo {
  uint32_t struct_size;
  uint32_t unused;
  /// The function HOTLOOP_EVALUATION_SYMBOL of the library with the code. That library was compiled from the same sources as
  /// the running one: their types have the same layout. `game` is the address of the game's own value.
  HotloopStatus (*run)(WorldHeader *world, void *game, const struct EvaluationInfo *info);
  /// Takes the outcome, and copies what it keeps. Called at most once, with `context`.
  void *context;
  void (*outcome)(void *context, const EvaluationOutcome *outcome);
  /// Takes what the code prints, when it prints it: it may not live to the outcome. UTF-8, not NUL-terminated.
  void (*print)(void *context, const char *text, size_t length);
} EvaluationInfo;

/// The name of the function that a library with evaluated code exports, besides HOTLOOP_ENTRY_SYMBOL.
#define HOTLOOP_EVALUATION_SYMBOL "hotloop_evaluation"

// ------------------------------------------------------------------------------------------------
// Inspection: what the game has drawn where.

/// The argument of `inspect`: a cell of the picture, from 0 in its upper left corner, and the picture's size, as in Frame.
typedef struct InspectionInfo {
  uint32_t struct_size;
  uint32_t column;
  uint32_t row;
  uint32_t columns;
  uint32_t rows;
  uint32_t unused;
  void *context;
  /// Takes the path of what is drawn there, such as `creatures[3]`: UTF-8, not NUL-terminated, copied during the call. Called
  /// at most once, with `context`.
  void (*found)(void *context, const char *path, size_t length);
} InspectionInfo;

// ------------------------------------------------------------------------------------------------
// Reloads that must wait

/// The argument of `may_reload`, owned by the host, valid until the callback returns.
typedef struct ReloadQuestion {
  uint32_t struct_size;
  /// 0 before the call. The game sets it to 1 if the reload must wait.
  uint32_t must_wait;
} ReloadQuestion;

// ------------------------------------------------------------------------------------------------
// The game's table

/// The description and the callbacks of a game. Callbacks other than start, step and draw may be NULL. Owned by the
/// game; the host reads it after the entry returned it.
typedef struct GameTable {
  /// HOTLOOP_ABI_VERSION and sizeof(GameTable), as the game was compiled.
  uint32_t abi_version;
  uint32_t struct_size;
  /// The name of the game for titles and messages, NUL-terminated UTF-8.
  const char *name;
  /// The author's version of the world. The host calls `migrate` when it differs between two builds.
  uint32_t world_version;
  /// The requested ticks per second, from 1 to 1000; 0 for the host's default.
  uint32_t ticks_per_second;
  /// The types of the world. Never NULL in a game without a defect.
  const LayoutTable *layout;
  const LayoutRename *renames;
  uint32_t rename_count;
  /// The number of actions, at most HOTLOOP_MAX_ACTIONS, and their names, NUL-terminated UTF-8. Keys are bound to
  /// names; bit n of an InputSample is actions[n]. An empty name marks an unused bit.
  uint32_t action_count;
  const char *const *actions;
  /// The reason why this game cannot be used, such as a field whose type a world cannot contain, with the path of
  /// the field. The host shows it and rejects the library. NULL if there is none.
  const char *defect;

  /// Fills a fresh world. The header is filled in; all other bytes of the arena are zero.
  HotloopStatus (*start)(WorldHeader *world);
  /// Advances the world by one tick.
  HotloopStatus (*step)(WorldHeader *world, const TickInfo *tick);
  /// Draws the world into the frame. Must not change the world. Called any number of times between two ticks.
  HotloopStatus (*draw)(const WorldHeader *world, const Frame *frame);
  /// Called in the library that is about to be replaced, at the safe point before the swap. The game drops derived
  /// data here and may change the world.
  HotloopStatus (*before_reload)(WorldHeader *world, const ReloadInfo *info);
  /// Called in the new library, at the same safe point, with the migrated world. The game rebuilds derived data here
  /// and may change the world. If it fails, the host undoes the reload: it restores the world's bytes and calls
  /// `after_reload` in the old library. Also called, with from_generation 0, after a world was restored by a crash,
  /// a rollback or a snapshot.
  HotloopStatus (*after_reload)(WorldHeader *world, const ReloadInfo *info);
  /// One step of the game's own migration, from info->from_version to info->to_version. Called after the automatic
  /// migration, once per version between the two worlds' versions, upwards or downwards. Not called if both
  /// worlds have the same version. If it is NULL or returns HotloopStatusNone, the game has no migration: a new library of
  /// another world_version is then rejected, and an earlier one that takes over again runs the world as it is.
  HotloopStatus (*migrate)(const MigrationInfo *info);
  /// Called once before the process ends.
  HotloopStatus (*stop)(WorldHeader *world);

  /// The initial values of fields that a migrated world did not have. Fields without a default are zero.
  const LayoutDefault *defaults;
  uint32_t default_count;
  uint32_t unused;

  /// The smallest Frame that the game can draw, in cells; 0 for no minimum. In a smaller terminal the host shows the
  /// required size instead of the game, and runs no ticks.
  uint32_t min_columns;
  uint32_t min_rows;

  /// The constants of the layout's enums. NULL if they are unknown: then enums are migrated by value.
  const LayoutEnumTable *enums;
  /// The renames of constants: `type_name` is the enum.
  const LayoutRename *constant_renames;
  uint32_t constant_rename_count;
  uint32_t unused_count;
  /// The type of each of `defaults`, as of a field. `name` is the type's name for messages, `enum_name` the C name of an
  /// enum or a struct; `kind` is 0 for a type that a world cannot contain. NULL if they are unknown.
  const LayoutField *default_types;

  /// Runs code that was compiled after this library, in its world and with its value: `info->run`. NULL in games that were
  /// built with an SDK without it.
  HotloopStatus (*evaluate)(WorldHeader *world, const EvaluationInfo *info);

  /// Tells what is drawn at a cell: `info->found`. Must not change the world. HotloopStatusNone if the game does not know. NULL
  /// in games that were built with an SDK without it.
  HotloopStatus (*inspect)(const WorldHeader *world, const InspectionInfo *info);

  /// Tells whether a save may be swapped in now. Called between two ticks while a save waits, before `before_reload`, at most
  /// once between two ticks; not for reloads that somebody asked for. Must not change the world. If it fails, or the host's
  /// limit has passed, the reload goes on. NULL in games that were built with an SDK without it.
  HotloopStatus (*may_reload)(const WorldHeader *world, ReloadQuestion *question);
} GameTable;

/// The smallest struct_size of a GameTable: up to and including `draw`, the last required callback.
enum { HotloopMinGameTableSize = offsetof(GameTable, before_reload) };

/// The type of the exported function. Called once per library, on a thread of the host that is not the loop's, before
/// any callback. It may call only `host->log`. The game may keep the pointer. Returns NULL if the library does
/// not fit the host's table: another abi_version, or a struct_size below the minimum.
typedef const GameTable *(*HotloopEntry)(const HostTable *host);

/// The name of the exported function.
#define HOTLOOP_ENTRY_SYMBOL "hotloop_game"

#ifdef __cplusplus
}
#endif

#endif
