#define _GNU_SOURCE
#include "crash_guard.h"

#include <dlfcn.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

// One per thread that makes guarded calls.
struct CrashGuardThread {
  sigjmp_buf jump;
  volatile bool active;
  CrashFault *fault;
  uintptr_t stack_low;
  uintptr_t stack_high;
  pthread_t thread;
  atomic_uint_fast64_t serial;
  atomic_uint_fast64_t interrupted_serial;
};

static _Thread_local CrashGuardThread guard;
static void (*report_host_fault)(int32_t);
static bool (*_Atomic take_write_fault)(uintptr_t);

static const int fault_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS};
enum { fault_signal_count = sizeof fault_signals / sizeof *fault_signals };

static int interrupt_signal(void) { return SIGRTMIN + 5; }

// Follows the chain of frame pointers. Swift keeps them on Linux. Every read stays within this thread's stack, so
// a broken chain ends the walk and cannot fault.
static void walk_frames(const CrashGuardThread *self, const ucontext_t *context, CrashFault *fault) {
#if defined(__x86_64__)
  uintptr_t instruction = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
  uintptr_t frame = (uintptr_t)context->uc_mcontext.gregs[REG_RBP];
#elif defined(__aarch64__)
  uintptr_t instruction = (uintptr_t)context->uc_mcontext.pc;
  uintptr_t frame = (uintptr_t)context->uc_mcontext.regs[29];
#else
#error "the crash guard supports x86-64 and arm64"
#endif
  uint32_t count = 0;
  fault->frames[count++] = instruction;
  uintptr_t min_frame = self->stack_low;
  while (count < CRASH_GUARD_MAX_FRAMES && frame % sizeof(uintptr_t) == 0 && frame >= min_frame &&
         frame + 2 * sizeof(uintptr_t) <= self->stack_high) {
    const uintptr_t *record = (const uintptr_t *)frame;
    if (record[1] == 0) break;
    fault->frames[count++] = record[1];
    min_frame = frame + 1;  // an outer frame has a higher address
    frame = record[0];
  }
  fault->frame_count = count;
}

static uintptr_t instruction_of(const ucontext_t *context) {
#if defined(__x86_64__)
  return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
  return (uintptr_t)context->uc_mcontext.pc;
#endif
}

// Whether the fault was a write to memory that is protected only to detect writes. Executing that memory also faults,
// but then the address is that of the instruction.
static bool was_write_watched(int signal, const siginfo_t *info, const ucontext_t *context) {
  bool (*take)(uintptr_t) = atomic_load(&take_write_fault);
  uintptr_t address = (uintptr_t)info->si_addr;
  return signal == SIGSEGV && info->si_code == SEGV_ACCERR && take && address != instruction_of(context) &&
         take(address);
}

static _Unwind_Reason_Code note_frame(struct _Unwind_Context *context, void *argument) {
  CrashFault *fault = argument;
  uintptr_t instruction = _Unwind_GetIP(context);
  if (instruction == 0 || fault->frame_count == CRASH_GUARD_MAX_FRAMES) return _URC_END_OF_STACK;
  fault->frames[fault->frame_count++] = instruction;
  return _URC_NO_REASON;
}

// For faults inside libc, which keeps no frame pointers: uses the unwind tables. _dl_find_object finds them without a
// lock and without malloc.
static void unwind_frames(CrashFault *fault) {
  fault->frame_count = 0;
  _Unwind_Backtrace(note_frame, fault);
}

static void die_of(int signal) {
  if (report_host_fault) report_host_fault(signal);
  struct sigaction fall_back = {.sa_handler = SIG_DFL};
  sigaction(signal, &fall_back, NULL);
  raise(signal);
}

static void handle(int signal, siginfo_t *info, void *context) {
  if (was_write_watched(signal, info, context)) return;
  CrashGuardThread *self = &guard;
  bool interrupt = signal == interrupt_signal();
  if (interrupt) {
    // The interrupted call may have ended, and another begun, before the signal arrived.
    if (!self->active || atomic_load(&self->serial) != atomic_load(&self->interrupted_serial)) return;
  } else if (!self->active || info->si_code == SI_USER) {
    // A signal from another process is not a fault of the game.
    die_of(signal);
    return;
  }
  self->active = false;
  CrashFault *fault = self->fault;
  memset(fault, 0, sizeof *fault);
  fault->signal = signal;
  fault->code = info->si_code;
  fault->interrupted = interrupt;
  if (signal == SIGSEGV || signal == SIGBUS) {
    fault->address = (uintptr_t)info->si_addr;
    // Within a megabyte below the stack: the guard page, or beyond it if a frame is large.
    fault->stack_overflow =
        fault->address < self->stack_low + 4096 && fault->address + (1u << 20) > self->stack_low;
  }
  if (signal == SIGABRT || interrupt) {
    unwind_frames(fault);
  } else {
    walk_frames(self, context, fault);
  }
  siglongjmp(self->jump, 1);
}

void crash_guard_install(void (*host_fault)(int32_t)) {
  report_host_fault = host_fault;
  // SA_NODEFER: the handler jumps out without restoring the signal mask, so entering it must not change the mask.
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  for (int i = 0; i < fault_signal_count; i++) sigaction(fault_signals[i], &action, NULL);
  sigaction(interrupt_signal(), &action, NULL);
}

void crash_guard_set_write_fault_handler(bool (*take_fault)(uintptr_t address)) {
  atomic_store(&take_write_fault, take_fault);
}

CrashGuardThread *crash_guard_enter_thread(void) {
  if (guard.stack_high != 0) return &guard;
  size_t size = 64 * 1024;
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED) return NULL;
  stack_t stack = {.ss_sp = memory, .ss_size = size};
  if (sigaltstack(&stack, NULL) != 0) return NULL;
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return NULL;
  void *low = NULL;
  size_t stack_size = 0;
  pthread_attr_getstack(&attributes, &low, &stack_size);
  pthread_attr_destroy(&attributes);
  // A thread inherits its signal mask, and Dispatch's workers block nearly all signals.
  sigset_t ours;
  sigemptyset(&ours);
  for (int i = 0; i < fault_signal_count; i++) sigaddset(&ours, fault_signals[i]);
  sigaddset(&ours, interrupt_signal());
  if (pthread_sigmask(SIG_UNBLOCK, &ours, NULL) != 0) return NULL;
  guard.thread = pthread_self();
  guard.stack_low = (uintptr_t)low;
  guard.stack_high = (uintptr_t)low + stack_size;
  return &guard;
}

void crash_guard_leave_thread(void) {
  stack_t none = {.ss_flags = SS_DISABLE};
  stack_t stack;
  if (sigaltstack(&none, &stack) == 0 && stack.ss_sp) munmap(stack.ss_sp, stack.ss_size);
  guard.stack_high = 0;
}

bool crash_guard_call(CrashGuardFunction function, void *first, const void *second, int32_t *result,
                      CrashFault *fault) {
  if (guard.active || guard.stack_high == 0) abort();
  guard.fault = fault;
  atomic_fetch_add(&guard.serial, 1);
  bool returned;
  if (sigsetjmp(guard.jump, 0) == 0) {
    guard.active = true;
    *result = function(first, second);
    guard.active = false;
    returned = true;
  } else {
    returned = false;
  }
  atomic_fetch_add(&guard.serial, 1);
  return returned;
}

bool crash_guard_is_inside_call(void) { return guard.active; }

const char *crash_guard_image(uintptr_t address, uintptr_t *base) {
  Dl_info info;
  if (dladdr((void *)address, &info) == 0) return NULL;
  *base = (uintptr_t)info.dli_fbase;
  return info.dli_fname;
}

uint64_t crash_guard_call_serial(CrashGuardThread *thread) { return atomic_load(&thread->serial); }

void crash_guard_interrupt(CrashGuardThread *thread, uint64_t serial) {
  atomic_store(&thread->interrupted_serial, serial);
  pthread_kill(thread->thread, interrupt_signal());
}
