// System calls of Linux that the C library's Swift module leaves out.
#pragma once

#include <poll.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// A descriptor that becomes readable when the process ends, for poll(2). It is not inherited by started programs.
// The caller closes it. Returns -1 with errno set if there is no such process or the kernel is older than 5.3.
int host_pidfd_open(pid_t pid);

// poll(2) with a timeout in nanoseconds; negative waits for ever.
int host_poll(struct pollfd *entries, unsigned count, long long nanoseconds);

// Sends SIGCONT to this process when the thread of its parent that started it ends: a stopped process would not notice.
void host_continue_without_parent(void);

// Kills this process after the given time unless it has ended by then, from a process that is started for it: whatever this
// one does or does not do meanwhile. Does nothing where the kernel has no pidfd.
void host_end_within(int seconds);

// The started program runs in a new session, and so in a new process group of its own number.
short host_spawn_new_session(void);

// Closes all descriptors from `first` on in the started program. Does nothing where the C library cannot.
void host_spawn_close_from(posix_spawn_file_actions_t *actions, int first);

// The type of the file system that a path is on, as statfs(2) reports it; 0 if there is no such path.
unsigned int host_file_system_type(const char *path);

// As rename(2), but fails with EEXIST if `to` exists, and with EINVAL if the file system cannot do that.
int host_rename_new(const char *from, const char *to);

// Names the calling thread, for debuggers. The kernel keeps 15 bytes.
void host_thread_set_name(const char *name);

// The kernel's number of the calling thread, as in /proc/self/task.
int host_thread_number(void);

// Where a thread of this process is that does not wait in the kernel: its stack pointer and its program counter. Interrupts
// it by a signal, which waits of the thread survive. Returns false if it blocks that signal or has ended.
bool host_thread_registers(int thread, uintptr_t *stack, uintptr_t *code);

// Sets the nice value of the calling thread alone: on Linux each thread has its own.
void host_thread_set_niceness(int niceness);

// SCHED_BATCH for the calling thread: when it wakes, it does not preempt a running thread.
void host_thread_set_yielding(void);

// The number of signals, plus one: those of the C library's own use included.
int host_signal_count(void);

// Bytes that were freed and are kept by the C library's allocator, because something above them is still in use.
size_t host_free_heap_bytes(void);

// Returns the freed bytes to the system. Other threads wait when they allocate meanwhile.
void host_trim_heap(void);

// The process at the other end of a connected Unix socket: for a client, the one that listens. -1 if it is not known.
pid_t host_socket_peer(int socket);

// The user of that process; -1 if it is not known.
int64_t host_socket_peer_user(int socket);

// Whether the signal's action is to ignore it.
int host_signal_is_ignored(int signal);

// Raises the soft limit of open files to the hard limit, but not above `enough`. Never lowers it.
void host_raise_open_files(unsigned long enough);
