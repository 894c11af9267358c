#define _GNU_SOURCE
#include "host_system.h"

#include <malloc.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
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

void host_thread_set_niceness(int niceness) {
  setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), niceness);
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
