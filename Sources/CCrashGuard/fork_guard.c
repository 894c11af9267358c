#define _GNU_SOURCE
#include "fork_guard.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>
#include <unwind.h>

#include "crash_guard.h"

static char image_folder[4096];
static atomic_uint forks;
static _Thread_local bool is_of_game;

static bool is_in_image(uintptr_t address) {
  uintptr_t base;
  const char *path = crash_guard_image(address, &base);
  return path && image_folder[0] && strncmp(path, image_folder, strlen(image_folder)) == 0;
}

static _Unwind_Reason_Code look_at_frame(struct _Unwind_Context *context, void *found) {
  if (!is_in_image(_Unwind_GetIP(context))) return _URC_NO_REASON;
  *(bool *)found = true;
  return _URC_END_OF_STACK;
}

// Also on threads that the game started, and while an image is loaded: neither is a guarded call.
static bool is_called_by_game(void) {
  bool found = false;
  _Unwind_Backtrace(look_at_frame, &found);
  return found;
}

static void before_fork(void) { is_of_game = crash_guard_is_inside_call() || is_called_by_game(); }

static void in_parent(void) {
  if (is_of_game) atomic_fetch_add(&forks, 1);
}

static void in_child(void) {
  if (is_of_game) _exit(0);
}

void fork_guard_install(const char *folder) {
  strncpy(image_folder, folder, sizeof image_folder - 1);
  pthread_atfork(before_fork, in_parent, in_child);
}

uint32_t fork_guard_take_forks(void) { return atomic_exchange(&forks, 0); }
