#define _GNU_SOURCE
#include "host_system.h"

#include <malloc.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <ucontext.h>
#include <unistd.h>

int host_pidfd_open(pid_t pid) {
#ifdef SYS_pidfd_open
  return (int)syscall(SYS_pidfd_open, pid, 0);
#else
  (void)pid;
  errno = ENOSYS;
  return -1;
#endif
}

int host_poll(struct pollfd *entries, unsigned count, long long nanoseconds) {
  struct timespec time = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  return ppoll(entries, count, nanoseconds < 0 ? NULL : &time, NULL);
}

void host_continue_without_parent(void) { prctl(PR_SET_PDEATHSIG, SIGCONT); }

void host_end_within(int seconds) {
#if defined(SYS_pidfd_open) && defined(SYS_pidfd_send_signal)
  int self = host_pidfd_open(getpid());
  if (self < 0) return;
  // Not fork(2), which runs handlers that expect the other threads. The child makes only system calls.
  if (syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) == 0) {
    struct pollfd end = {.fd = self, .events = POLLIN};
    if (poll(&end, 1, seconds * 1000) == 0) syscall(SYS_pidfd_send_signal, self, SIGKILL, NULL, 0);
    _exit(0);
  }
  close(self);
#else
  (void)seconds;
#endif
}

short host_spawn_new_session(void) { return POSIX_SPAWN_SETSID; }

void host_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
  posix_spawn_file_actions_addclosefrom_np(actions, first);
#else
  (void)actions;
  (void)first;
#endif
}

unsigned int host_file_system_type(const char *path) {
  struct statfs info;
  return statfs(path, &info) == 0 ? (unsigned int)info.f_type : 0;
}

int host_rename_new(const char *from, const char *to) {
  return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

void host_thread_set_name(const char *name) { pthread_setname_np(pthread_self(), name); }

int host_thread_number(void) { return (int)syscall(SYS_gettid); }

// The thread that is asked for its registers, and its answer.
static atomic_int asked_thread;
static atomic_bool has_answered;
static uintptr_t answered_stack, answered_code;

static void answer_registers(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)info;
  int error = errno;
  if (atomic_load(&asked_thread) == (int)syscall(SYS_gettid)) {
    mcontext_t *machine = &((ucontext_t *)context)->uc_mcontext;
#if defined(__x86_64__)
    answered_stack = (uintptr_t)machine->gregs[REG_RSP];
    answered_code = (uintptr_t)machine->gregs[REG_RIP];
#elif defined(__aarch64__)
    answered_stack = (uintptr_t)machine->sp;
    answered_code = (uintptr_t)machine->pc;
#else
#error "the registers of this processor are not known"
#endif
    atomic_store(&asked_thread, 0);
    atomic_store(&has_answered, true);
  }
  errno = error;
}

bool host_thread_registers(int thread, uintptr_t *stack, uintptr_t *code) {
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  // The crash guard uses the one before.
  int signal = SIGRTMIN + 6;
  pthread_mutex_lock(&mutex);
  struct sigaction action = {.sa_sigaction = answer_registers, .sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK};
  sigfillset(&action.sa_mask);
  sigaction(signal, &action, NULL);
  atomic_store(&has_answered, false);
  atomic_store(&asked_thread, thread);
  bool answered = false;
  if (syscall(SYS_tgkill, getpid(), thread, signal) == 0) {
    for (int i = 0; i < 100 && !(answered = atomic_load(&has_answered)); i++) poll(NULL, 0, 1);
  }
  atomic_store(&asked_thread, 0);
  if (answered) {
    *stack = answered_stack;
    *code = answered_code;
  }
  pthread_mutex_unlock(&mutex);
  return answered;
}

void host_thread_set_niceness(int niceness) {
  setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), niceness);
}

void host_thread_set_yielding(void) {
  struct sched_param parameters = {.sched_priority = 0};
  sched_setscheduler(0, SCHED_BATCH, &parameters);
}

int host_signal_count(void) { return NSIG; }

int host_signal_is_ignored(int signal) {
  struct sigaction action;
  return sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

void host_raise_open_files(unsigned long enough) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= enough) return;
  rlim_t most = limit.rlim_max < enough ? limit.rlim_max : enough;
  if (most <= limit.rlim_cur) return;
  limit.rlim_cur = most;
  setrlimit(RLIMIT_NOFILE, &limit);
}

size_t host_free_heap_bytes(void) { return mallinfo2().fordblks; }

void host_trim_heap(void) { malloc_trim(0); }

static bool peer_of(int socket, struct ucred *peer) {
  socklen_t size = sizeof *peer;
  return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, peer, &size) == 0;
}

pid_t host_socket_peer(int socket) {
  struct ucred peer;
  return peer_of(socket, &peer) ? peer.pid : -1;
}

int64_t host_socket_peer_user(int socket) {
  struct ucred peer;
  return peer_of(socket, &peer) ? (int64_t)peer.uid : -1;
}
