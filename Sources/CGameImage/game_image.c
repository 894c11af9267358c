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

// Weak, because only the builder links it: programs without a game, and games built by SwiftPM alone, have none. Not hidden
// here, so that its address is NULL then; the builder defines it as hidden.
__attribute__((weak)) extern const LayoutEnumTable hotloop_enum_table;

const LayoutEnumTable *hotloop_image_enums(void) { return &hotloop_enum_table; }
