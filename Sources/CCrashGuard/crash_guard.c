#define _GNU_SOURCE
#include "crash_guard.h"

#include "call_stack.h"
#include "throw_record.h"

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

// The Swift runtime keeps a list of the accesses to variables that a thread has begun, to detect conflicting ones. Entering
// notes in a zeroed state where the list ends, exiting removes what was added since.
typedef struct SwiftAccesses {
  void *state[4];
} SwiftAccesses;
__attribute__((swiftcall)) extern void swift_task_enterThreadLocalContext(SwiftAccesses *state);
__attribute__((swiftcall)) extern void swift_task_exitThreadLocalContext(SwiftAccesses *state);

// One per thread that makes guarded calls.
struct CrashGuardThread {
  sigjmp_buf jump;
  volatile bool active;
  CrashFault *fault;
  StackRange stack;
  // The frame of crash_guard_call.
  uintptr_t call_frame;
  SwiftAccesses accesses;
  pthread_t thread;
  atomic_uint_fast64_t serial;
  // Written before interrupted_serial.
  double time_limit;
  atomic_uint_fast64_t interrupted_serial;
};

static _Thread_local CrashGuardThread guard;
static void (*report_host_fault)(int32_t);
static bool (*_Atomic take_write_fault)(uintptr_t);

static const int fault_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS};
enum { fault_signal_count = sizeof fault_signals / sizeof *fault_signals };

static int interrupt_signal(void) { return SIGRTMIN + 5; }

// Whether the fault was a write to memory that is protected only to detect writes. Executing that memory also faults,
// but then the address is that of the instruction.
static bool was_write_watched(int signal, const siginfo_t *info, const ucontext_t *context) {
  bool (*take)(uintptr_t) = atomic_load(&take_write_fault);
  uintptr_t address = (uintptr_t)info->si_addr;
  return signal == SIGSEGV && info->si_code == SEGV_ACCERR && take && address != interrupted_instruction(context) &&
         take(address);
}

static void die_of(int signal) {
  if (report_host_fault) report_host_fault(signal);
  struct sigaction fall_back = {.sa_handler = SIG_DFL};
  sigaction(signal, &fall_back, NULL);
  raise(signal);
}

// The list is on the stack that the jump leaves.
static void end_accesses(void *accesses) { swift_task_exitThreadLocalContext(accesses); }

static void handle(int signal, siginfo_t *info, void *context) {
  if (was_write_watched(signal, info, context)) return;
  if (signal == SIGSEGV || signal == SIGBUS) end_protected_run();
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
  fault->time_limit = interrupt ? self->time_limit : 0;
  if (signal == SIGSEGV || signal == SIGBUS) {
    fault->address = (uintptr_t)info->si_addr;
    // Within a megabyte below the stack: the guard page, or beyond it if a frame is large.
    fault->stack_overflow =
        fault->address < self->stack.low + 4096 && fault->address + (1u << 20) > self->stack.low;
  }
  record_call_stack(context, (StackRange){.low = self->stack.low, .high = self->call_frame}, fault);
  run_protected(end_accesses, &self->accesses);
  siglongjmp(self->jump, 1);
}

int32_t crash_guard_interrupt_signal(void) { return interrupt_signal(); }

void crash_guard_install(void (*host_fault)(int32_t)) {
  report_host_fault = host_fault;
  throw_record_install();
  // SA_NODEFER: the handler jumps out without restoring the signal mask, so entering it must not change the mask.
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  for (int i = 0; i < fault_signal_count; i++) sigaction(fault_signals[i], &action, NULL);
  sigaction(interrupt_signal(), &action, NULL);
}

void crash_guard_set_write_fault_handler(bool (*take_fault)(uintptr_t address)) {
  atomic_store(&take_write_fault, take_fault);
}

CrashGuardThread *crash_guard_enter_thread(void) {
  if (guard.stack.high != 0) return &guard;
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
  guard.stack = (StackRange){.low = (uintptr_t)low, .high = (uintptr_t)low + stack_size};
  return &guard;
}

void crash_guard_leave_thread(void) {
  stack_t none = {.ss_flags = SS_DISABLE};
  stack_t stack;
  if (sigaltstack(&none, &stack) == 0 && stack.ss_sp) munmap(stack.ss_sp, stack.ss_size);
  guard.stack.high = 0;
}

bool crash_guard_call(CrashGuardFunction function, void *first, const void *second, int32_t *result,
                      CrashFault *fault) {
  if (guard.active || guard.stack.high == 0) abort();
  guard.fault = fault;
  guard.call_frame = (uintptr_t)__builtin_frame_address(0);
  guard.accesses = (SwiftAccesses){0};
  swift_task_enterThreadLocalContext(&guard.accesses);
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

uintptr_t crash_guard_call_frame(void) { return guard.active ? guard.call_frame : 0; }

const char *crash_guard_image(uintptr_t address, uintptr_t *base) {
  Dl_info info;
  if (dladdr((void *)address, &info) == 0) return NULL;
  *base = (uintptr_t)info.dli_fbase;
  return info.dli_fname;
}

uint64_t crash_guard_call_serial(CrashGuardThread *thread) { return atomic_load(&thread->serial); }

void crash_guard_interrupt(CrashGuardThread *thread, uint64_t serial, double time_limit) {
  thread->time_limit = time_limit;
  atomic_store(&thread->interrupted_serial, serial);
  pthread_kill(thread->thread, interrupt_signal());
}
