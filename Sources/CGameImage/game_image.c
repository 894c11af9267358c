#include "game_image.h"

#include <stddef.h>

unsigned char *hotloop_image_arena = NULL;

// Weak, so that a program that is no game (a test of the SDK) links too.
HOTLOOP_IMAGE_LOCAL __attribute__((weak)) void hotloopGame(void);

bool hotloop_image_name_game(void) {
  if (hotloopGame == NULL) return false;
  hotloopGame();
  return true;
}
