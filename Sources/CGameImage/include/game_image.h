// game_image.h: what every image of a game has for itself.
//
// An image is one loaded build of a game. Many of them live in one process, built from different versions
// of the same types. What is declared here is linked into each image, hidden from all others.
#ifndef HOTLOOP_GAME_IMAGE_H
#define HOTLOOP_GAME_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#define HOTLOOP_IMAGE_LOCAL __attribute__((visibility("hidden")))
#define HOTLOOP_LOOP_THREAD __attribute__((swift_attr("nonisolated(unsafe)")))

/// Start of the arena that the running callback works on; NULL outside callbacks. Set by GameSDK at the
/// begin of each callback, read by pools and random numbers. Loop's thread only.
HOTLOOP_IMAGE_LOCAL HOTLOOP_LOOP_THREAD extern unsigned char *_Nullable hotloop_image_arena;

/// Runs the author's `hotloopGame()`, which names the game. False where the image has none.
HOTLOOP_IMAGE_LOCAL bool hotloop_image_name_game(void);

/// NULL, or why the C types of this image could not be kept apart from those of other images.
HOTLOOP_IMAGE_LOCAL const char *_Nullable hotloop_image_types_defect(void);

#endif
