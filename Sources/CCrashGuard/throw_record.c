#include "throw_record.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unwind.h>

#include "call_stack.h"

// Swift code may throw and catch other errors before the one that fails the call is caught, as in a `defer`.
enum { kept_throws = 8 };

// So many throws of a call are unwound by the tables, at a few microseconds each; the others follow frame pointers.
enum { unwound_throws = 32 };

typedef struct Throw {
  // The box of an untyped error; NULL for a typed one.
  const void *error;
  ThrowRecord record;
} Throw;

static _Thread_local Throw throws[kept_throws];
static _Thread_local uint64_t throw_count;
// The throw that fails the call. Describing the error may throw others.
static _Thread_local ThrowRecord caught;
static _Thread_local bool has_caught;

// The hooks of the Swift runtime; `throw` calls what they point to.
typedef void (*WillThrow)(void *error);
typedef void (*WillThrowTyped)(void *value, const void *type, const void *conformance);
extern _Atomic(WillThrow) _swift_willThrow;
extern _Atomic(WillThrowTyped) _swift_willThrowTypedImpl;

static WillThrow next_hook;
static WillThrowTyped next_typed_hook;
static pthread_once_t installed = PTHREAD_ONCE_INIT;

// Every read lies between this function's frame and that of the guarded call.
static void follow_frames(uintptr_t frame, uintptr_t end, ThrowRecord *record) {
  record->frame_count = 0;
  while (record->frame_count < THROW_RECORD_MAX_FRAMES && frame % sizeof(uintptr_t) == 0 &&
         frame + 2 * sizeof(uintptr_t) <= end) {
    const uintptr_t *saved = (const uintptr_t *)frame;
    // A return address points behind the call, which may be the next line.
    if (saved[1] != 0) record->frames[record->frame_count++] = saved[1] - 1;
    // An outer frame has a higher address.
    if (saved[0] <= frame) break;
    frame = saved[0];
  }
}

static _Unwind_Reason_Code add_frame(struct _Unwind_Context *context, void *argument) {
  ThrowRecord *record = argument;
  uintptr_t address = _Unwind_GetIP(context);
  bool is_outside = _Unwind_GetRegionStart(context) == (uintptr_t)crash_guard_call;
  if (address == 0 || is_outside || record->frame_count == THROW_RECORD_MAX_FRAMES) return _URC_END_OF_STACK;
  record->frames[record->frame_count++] = address - 1;
  return _URC_NO_REASON;
}

static void note(const void *error, uintptr_t frame) {
  uintptr_t end = crash_guard_call_frame();
  if (end == 0) return;
  Throw *slot = &throws[throw_count++ % kept_throws];
  slot->error = error;
  if (throw_count > unwound_throws) {
    follow_frames(frame, end, &slot->record);
    return;
  }
  slot->record.frame_count = 0;
  _Unwind_Backtrace(add_frame, &slot->record);
}

static void will_throw(void *error) {
  note(error, (uintptr_t)__builtin_frame_address(0));
  if (next_hook) next_hook(error);
}

static void will_throw_typed(void *value, const void *type, const void *conformance) {
  note(NULL, (uintptr_t)__builtin_frame_address(0));
  if (next_typed_hook) next_typed_hook(value, type, conformance);
}

static void install(void) {
  next_hook = atomic_exchange(&_swift_willThrow, will_throw);
  next_typed_hook = atomic_exchange(&_swift_willThrowTypedImpl, will_throw_typed);
}

void throw_record_install(void) { pthread_once(&installed, install); }

void throw_record_begin(void) {
  throw_count = 0;
  has_caught = false;
}

void throw_record_catch(const void *error) {
  if (throw_count == 0) return;
  uint64_t oldest = throw_count > kept_throws ? throw_count - kept_throws : 0;
  has_caught = true;
  // The place of a typed error is not known: converting it to the untyped one that arrives here makes another box.
  caught.frame_count = 0;
  for (uint64_t number = throw_count; number > oldest; number--) {
    if (throws[(number - 1) % kept_throws].error != error) continue;
    caught = throws[(number - 1) % kept_throws].record;
    return;
  }
}

bool throw_record_take(ThrowRecord *record) {
  if (!has_caught && throw_count == 0) return false;
  *record = has_caught ? caught : throws[(throw_count - 1) % kept_throws].record;
  return true;
}
