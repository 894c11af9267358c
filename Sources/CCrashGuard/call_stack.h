// The call stack of an interrupted function, for crash_guard.c. Internal.
#ifndef HOTLOOP_CALL_STACK_H
#define HOTLOOP_CALL_STACK_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>

#include "crash_guard.h"

/// A range of addresses in a stack.
typedef struct StackRange {
  uintptr_t low;
  uintptr_t high;
} StackRange;

/// The instruction at which a signal interrupted the thread.
uintptr_t interrupted_instruction(const ucontext_t *context);

/// Sets the frames of `fault`: those of the guarded call. Must be called in the signal handler that received `context`, on
/// an alternate stack.
/// `stack`: where the frames of the call are.
void record_call_stack(const ucontext_t *context, StackRange stack, CrashFault *fault);

/// Runs work(argument) in a signal handler; returns false if it faulted. Does not nest.
bool run_protected(void (*work)(void *), void *argument);

/// To be called first for each SIGSEGV and SIGBUS: does not return if the fault is that of work that run_protected runs.
void end_protected_run(void);

/// The frame of crash_guard_call on this thread's stack; 0 outside of guarded calls.
uintptr_t crash_guard_call_frame(void);

#endif
