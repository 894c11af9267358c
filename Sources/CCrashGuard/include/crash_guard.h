// crash_guard.h: calls that may crash, and the caller that lives on.
//
// A guarded call runs a function in this process and comes back even if it dereferences null, traps, aborts,
// overflows its stack or is interrupted because it takes too long. It cannot be Swift: it is made of sigsetjmp, an
// alternate signal stack and a signal handler that jumps.
//
// What it cannot mend: a lock that the function held stays held, memory it allocated stays allocated, and a heap
// it broke stays broken.
#ifndef HOTLOOP_CRASH_GUARD_H
#define HOTLOOP_CRASH_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CRASH_GUARD_MAX_FRAMES 48

/// Why a guarded call did not return by itself.
typedef struct CrashFault {
  /// The signal, such as SIGSEGV; CRASH_GUARD_INTERRUPT's for a call that was interrupted.
  int32_t signal;
  /// The signal's si_code.
  int32_t code;
  /// The address that was touched, for SIGSEGV and SIGBUS.
  uintptr_t address;
  /// Whether crash_guard_interrupt ended the call.
  bool interrupted;
  /// Whether the fault lies just outside this thread's stack.
  bool stack_overflow;
  uint32_t frame_count;
  /// Where it was, innermost first: the faulting instruction, then return addresses.
  uintptr_t frames[CRASH_GUARD_MAX_FRAMES];
} CrashFault;

/// What a guarded call calls. Functions with fewer parameters may be cast to this type where the machine's
/// calling convention lets a callee ignore arguments, as those of x86-64 and arm64 do.
typedef int32_t (*CrashGuardFunction)(void *first, const void *second);

/// Installs the signal handlers, once for the process. `host_fault` is called, in the signal handler, for a
/// fault outside any guarded call; it must be async-signal-safe. After it the process dies of the signal.
void crash_guard_install(void (*host_fault)(int32_t signal));

/// Has `take_fault` asked first when a write, on any thread, hits memory that may not be written. Where it answers true
/// the write is tried again; where it answers false the fault is one like any other. It must be async-signal-safe.
void crash_guard_set_write_fault_handler(bool (*take_fault)(uintptr_t address));

/// A thread that makes guarded calls, as others see it.
typedef struct CrashGuardThread CrashGuardThread;

/// Gives the calling thread an alternate signal stack and readies it for guarded calls. NULL if memory ran out.
/// What it returns is the same at each call of one thread, and good for as long as that thread lives.
CrashGuardThread *crash_guard_enter_thread(void);

/// Gives back what crash_guard_enter_thread took: before a thread ends that will make no more guarded calls.
void crash_guard_leave_thread(void);

/// Calls function(first, second). Returns true with *result set if it returned, false with *fault set if not.
/// Guarded calls of one thread do not nest. Only on a thread that called crash_guard_enter_thread.
bool crash_guard_call(CrashGuardFunction function, void *first, const void *second, int32_t *result,
                      CrashFault *fault);

/// Whether the calling thread is inside a guarded call.
bool crash_guard_is_inside_call(void);

/// The loaded file that an address belongs to, and where that file's first byte is mapped. NULL if there is none.
/// The text is the loader's and lives as long as the file is loaded.
const char *crash_guard_image(uintptr_t address, uintptr_t *base);

/// A number that changes whenever a guarded call of that thread begins or ends; odd inside a call. Any thread: for
/// a watchdog.
uint64_t crash_guard_call_serial(CrashGuardThread *thread);

/// Ends the guarded call that `thread` is in, if its serial still is `serial`, as if it had crashed. Any thread.
void crash_guard_interrupt(CrashGuardThread *thread, uint64_t serial);

#ifdef __cplusplus
}
#endif

#endif
