#include "game_image.h"

#include <stddef.h>

unsigned char *hotloop_image_arena = NULL;

// Weak, so that programs without a game, such as the tests of the SDK, link.
HOTLOOP_IMAGE_LOCAL __attribute__((weak)) void hotloopGame(void);

bool hotloop_image_register_game(void) {
  if (hotloopGame == NULL) return false;
  hotloopGame();
  return true;
}
