// crash_guard.h: calls functions that may crash, and survives the crash.
//
// A guarded call runs a function in this process and returns even if the function dereferences null, traps, aborts,
// overflows its stack or is interrupted because it takes too long. It cannot be written in Swift: it uses sigsetjmp, an
// alternate signal stack and a signal handler that jumps.
//
// It does not clean up: a lock that the function held stays locked, memory that it allocated leaks, and a heap that it
// corrupted stays corrupted.
#ifndef HOTLOOP_CRASH_GUARD_H
#define HOTLOOP_CRASH_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CRASH_GUARD_MAX_FRAMES 48
/// Of a deeper stack, so many innermost frames are kept; the rest is that of the outermost ones.
#define CRASH_GUARD_INNER_FRAMES 32

/// The reason why a guarded call did not return normally.
typedef struct CrashFault {
  /// The signal, such as SIGSEGV; an internal signal if the call was interrupted.
  int32_t signal;
  /// The signal's si_code.
  int32_t code;
  /// The address that was accessed, for SIGSEGV and SIGBUS.
  uintptr_t address;
  /// Whether crash_guard_interrupt ended the call.
  bool interrupted;
  /// The limit that was given to crash_guard_interrupt; 0 if that did not end the call.
  double time_limit;
  /// Whether the fault lies just outside this thread's stack.
  bool stack_overflow;
  uint32_t frame_count;
  /// How many frames are missing after the first CRASH_GUARD_INNER_FRAMES; 0 unless frame_count is the maximum.
  uint64_t skipped_frames;
  /// The call stack, innermost first: the faulting instruction, then an address within each calling instruction.
  uintptr_t frames[CRASH_GUARD_MAX_FRAMES];
} CrashFault;

/// The type of a function for guarded calls. Functions with fewer parameters may be cast to this type if the calling
/// convention lets a callee ignore arguments, as those of x86-64 and arm64 do.
typedef int32_t (*CrashGuardFunction)(void *first, const void *second);

/// Installs the signal handlers, once for the process. `host_fault` is called in the signal handler for a fault outside
/// any guarded call; it must be async-signal-safe. When it returns, the process dies of the signal.
void crash_guard_install(void (*host_fault)(int32_t signal));

/// Sets the handler of writes to protected memory, on any thread. If `take_fault` returns true, the write is repeated;
/// if it returns false, the fault is handled like any other. It must be async-signal-safe.
void crash_guard_set_write_fault_handler(bool (*take_fault)(uintptr_t address));

/// A thread that makes guarded calls, for use by other threads.
typedef struct CrashGuardThread CrashGuardThread;

/// The internal signal that interrupts calls.
int32_t crash_guard_interrupt_signal(void);

/// Gives the calling thread an alternate signal stack and prepares it for guarded calls. Returns NULL if out of memory.
/// Every call on one thread returns the same pointer, which is valid until the thread ends.
CrashGuardThread *crash_guard_enter_thread(void);

/// Frees the memory of crash_guard_enter_thread. Call it before the thread ends, after its last guarded call.
void crash_guard_leave_thread(void);

/// Calls function(first, second). Returns true with *result set if it returned, false with *fault set if not.
/// Guarded calls do not nest. The thread must have called crash_guard_enter_thread.
bool crash_guard_call(CrashGuardFunction function, void *first, const void *second, int32_t *result,
                      CrashFault *fault);

/// Whether the calling thread is inside a guarded call.
bool crash_guard_is_inside_call(void);

/// Returns the path of the loaded file that contains an address, and sets *base to the address of the file's first byte.
/// Returns NULL if there is no such file. The dynamic loader owns the text, which is valid while the file is loaded.
const char *crash_guard_image(uintptr_t address, uintptr_t *base);

/// A number that changes whenever a guarded call of that thread begins or ends; odd inside a call. For a watchdog. May be
/// called on any thread.
uint64_t crash_guard_call_serial(CrashGuardThread *thread);

/// Ends the guarded call that `thread` is in, as if it had crashed, unless its serial has changed from `serial`. May be
/// called on any thread; for one `thread`, by one thread at a time.
/// `time_limit`: the time in seconds that the call has exceeded, for the report.
void crash_guard_interrupt(CrashGuardThread *thread, uint64_t serial, double time_limit);

#ifdef __cplusplus
}
#endif

#endif
