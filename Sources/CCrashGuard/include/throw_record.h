// throw_record.h: where Swift errors are thrown in guarded calls.
//
// A Swift error has no call stack: when a callback returns one, the throw is long past. The Swift runtime calls a hook at each
// `throw`. In a guarded call this hook notes the return addresses of the last few throws; nothing is looked up before an error
// is reported.
//
// The first throws of a call are unwound by the tables, at a few microseconds each. A call that throws often continues with
// frame pointers, at about ten nanoseconds. Optimised code has none: then only the throw itself is known, not its callers.
#ifndef HOTLOOP_THROW_RECORD_H
#define HOTLOOP_THROW_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define THROW_RECORD_MAX_FRAMES 16

/// The call stack of a `throw`, innermost first: an address within each calling instruction.
typedef struct ThrowRecord {
  uint32_t frame_count;
  uintptr_t frames[THROW_RECORD_MAX_FRAMES];
} ThrowRecord;

/// Installs the hooks, once for the process; further calls do nothing. Hooks that are installed already are called, too.
void throw_record_install(void);

/// Forgets the throws of this thread. To be called before a guarded call.
void throw_record_begin(void);

/// Within a guarded call: tells that it will fail with this error, the box of an untyped one. If no throw was recorded for it,
/// as for an error that was thrown as a typed one, its place is not known.
void throw_record_catch(const void *error);

/// After a guarded call that failed: the throw that `throw_record_catch` found or, if that was not called, the last one. Returns
/// false if nothing was thrown.
bool throw_record_take(ThrowRecord *record);

#ifdef __cplusplus
}
#endif

#endif
