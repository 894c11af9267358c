#define _GNU_SOURCE
#include "game_image.h"

#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

unsigned char *hotloop_image_arena = NULL;

static pthread_mutex_t lock = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;

void hotloop_image_lock(void) {
  if (pthread_mutex_lock(&lock) != EDEADLK) return;
  fputs("Fatal error: a run was used while its world was being read or changed\n", stderr);
  abort();
}

void hotloop_image_unlock(void) { pthread_mutex_unlock(&lock); }

// Weak: most games have none. Not hidden here, so that its address is NULL then.
__attribute__((weak)) void hotloopGame(void);

bool hotloop_image_register_game(void) {
  if (hotloopGame == NULL) return false;
  hotloopGame();
  return true;
}

// The linker defines them if there is such a section.
extern void (*const __start_hotloop_handlers[])(void) __attribute__((weak, visibility("hidden")));
extern void (*const __stop_hotloop_handlers[])(void) __attribute__((weak, visibility("hidden")));

void hotloop_image_list_handlers(void) {
  for (void (*const *list)(void) = __start_hotloop_handlers; list < __stop_hotloop_handlers; list++) (*list)();
}

// Weak, because only the builder links it: programs without a game, and games built by SwiftPM alone, have none. Not hidden
// here, so that its address is NULL then; the builder defines it as hidden.
__attribute__((weak)) extern const LayoutEnumTable hotloop_enum_table;

const LayoutEnumTable *hotloop_image_enums(void) { return &hotloop_enum_table; }
