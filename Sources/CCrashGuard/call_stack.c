#define _GNU_SOURCE
#include "call_stack.h"

#include <setjmp.h>
#include <string.h>
#include <unwind.h>

// Reading a stack that the game damaged may fault.
static _Thread_local sigjmp_buf protected_run;
static _Thread_local volatile bool is_protected;

typedef struct Walk {
  CrashFault *fault;
  const ucontext_t *context;
  StackRange stack;
  // Whether the interrupted instruction was found. The frames before it are those of the signal handler.
  bool has_started;
} Walk;

uintptr_t interrupted_instruction(const ucontext_t *context) {
#if defined(__x86_64__)
  return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
  return (uintptr_t)context->uc_mcontext.pc;
#else
#error "the crash guard supports x86-64 and arm64"
#endif
}

static uintptr_t frame_pointer(const ucontext_t *context) {
#if defined(__x86_64__)
  return (uintptr_t)context->uc_mcontext.gregs[REG_RBP];
#elif defined(__aarch64__)
  return (uintptr_t)context->uc_mcontext.regs[29];
#endif
}

// The return address of a function that has done nothing yet; 0 if there is none.
static uintptr_t return_address_at_entry(const ucontext_t *context, StackRange stack) {
#if defined(__x86_64__)
  uintptr_t top = (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
  if (top % sizeof top != 0 || top < stack.low || top + sizeof top > stack.high) return 0;
  return *(const uintptr_t *)top;
#elif defined(__aarch64__)
  return (uintptr_t)context->uc_mcontext.regs[30];
#endif
}

// Keeps the innermost frames and, in a ring, the outermost ones.
static void add_frame(CrashFault *fault, uintptr_t address) {
  uint64_t index = fault->frame_count + fault->skipped_frames;
  if (index < CRASH_GUARD_MAX_FRAMES) {
    fault->frames[index] = address;
    fault->frame_count++;
    return;
  }
  uint64_t outer = CRASH_GUARD_MAX_FRAMES - CRASH_GUARD_INNER_FRAMES;
  fault->frames[CRASH_GUARD_INNER_FRAMES + (index - CRASH_GUARD_INNER_FRAMES) % outer] = address;
  fault->skipped_frames++;
}

// Puts the ring of the outermost frames in order.
static void order_outer_frames(CrashFault *fault) {
  enum { outer = CRASH_GUARD_MAX_FRAMES - CRASH_GUARD_INNER_FRAMES };
  uint64_t oldest = fault->skipped_frames % outer;
  uintptr_t ordered[outer];
  for (uint64_t i = 0; i < outer; i++) {
    ordered[i] = fault->frames[CRASH_GUARD_INNER_FRAMES + (oldest + i) % outer];
  }
  memcpy(fault->frames + CRASH_GUARD_INNER_FRAMES, ordered, sizeof ordered);
}

static _Unwind_Reason_Code note_frame(struct _Unwind_Context *context, void *argument) {
  Walk *walk = argument;
  int is_before_instruction = 0;
  uintptr_t instruction = _Unwind_GetIPInfo(context, &is_before_instruction);
  if (instruction == 0 && walk->has_started) return _URC_END_OF_STACK;
  // The callers of the guarded call are of no interest, and would displace the game's own outermost frames.
  if (_Unwind_GetRegionStart(context) == (uintptr_t)crash_guard_call) return _URC_END_OF_STACK;
  if (!walk->has_started) {
    if (!is_before_instruction || instruction != interrupted_instruction(walk->context)) return _URC_NO_REASON;
    walk->has_started = true;
  }
  // A return address points behind the call, which may be the next line or even the next function.
  add_frame(walk->fault, is_before_instruction ? instruction : instruction - 1);
  return _URC_NO_REASON;
}

// The unwind tables describe every instruction, also those of functions without a frame pointer. _dl_find_object finds
// them without a lock and without malloc.
static void unwind(void *walk) { _Unwind_Backtrace(note_frame, walk); }

// For an instruction outside of any function, as after a call of a wild function pointer: follows the chain of frame
// pointers. Every read stays within the stack, and a broken chain ends the walk.
static void follow_frame_pointers(void *argument) {
  const Walk *walk = argument;
  add_frame(walk->fault, interrupted_instruction(walk->context));
  uintptr_t caller = return_address_at_entry(walk->context, walk->stack);
  if (caller != 0) add_frame(walk->fault, caller - 1);
  uintptr_t frame = frame_pointer(walk->context);
  uintptr_t min_frame = walk->stack.low;
  while (frame % sizeof(uintptr_t) == 0 && frame >= min_frame &&
         frame + 2 * sizeof(uintptr_t) <= walk->stack.high) {
    const uintptr_t *record = (const uintptr_t *)frame;
    if (record[1] == 0) break;
    add_frame(walk->fault, record[1] - 1);
    min_frame = frame + 1;  // an outer frame has a higher address
    frame = record[0];
  }
}

void record_call_stack(const ucontext_t *context, StackRange stack, CrashFault *fault) {
  fault->frame_count = 0;
  fault->skipped_frames = 0;
  Walk walk = {.fault = fault, .context = context, .stack = stack};
  run_protected(unwind, &walk);
  if (fault->frame_count <= 1) {
    fault->frame_count = 0;
    run_protected(follow_frame_pointers, &walk);
  }
  if (fault->skipped_frames > 0) order_outer_frames(fault);
}

bool run_protected(void (*work)(void *), void *argument) {
  bool has_ended = sigsetjmp(protected_run, 0) == 0;
  if (has_ended) {
    is_protected = true;
    work(argument);
  }
  is_protected = false;
  return has_ended;
}

void end_protected_run(void) {
  if (!is_protected) return;
  is_protected = false;
  siglongjmp(protected_run, 1);
}
