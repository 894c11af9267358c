// game_image.h: state and functions that every image of a game has a private copy of.
//
// An image is one loaded build of a game. A process contains many images, built from different versions of the
// same types. These declarations are linked into each image and hidden from all others.
#ifndef HOTLOOP_GAME_IMAGE_H
#define HOTLOOP_GAME_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "game_abi.h"

#define HOTLOOP_IMAGE_LOCAL __attribute__((visibility("hidden")))
#define HOTLOOP_LOOP_THREAD __attribute__((swift_attr("nonisolated(unsafe)")))

/// The start of the arena of the running callback; NULL outside callbacks. GameSDK sets it at the beginning of each
/// callback; pools and random numbers read it. Loop thread only.
HOTLOOP_IMAGE_LOCAL HOTLOOP_LOOP_THREAD extern unsigned char *_Nullable hotloop_image_arena;

/// For games that are linked into a process, as they are into their tests, and called by several threads: what is declared
/// here is there once. A host calls an image on one thread and needs no lock. Ends the process if this thread has it already.
HOTLOOP_IMAGE_LOCAL void hotloop_image_lock(void);
HOTLOOP_IMAGE_LOCAL void hotloop_image_unlock(void);

/// Calls the author's `hotloopGame()`, which registers the game. Returns false if the image does not define it.
HOTLOOP_IMAGE_LOCAL bool hotloop_image_register_game(void);

/// Calls the functions that HotLoop's builder has put into the section `hotloop_handlers` of an optimised image. They use the
/// variables with reload handlers, and so initialise them.
HOTLOOP_IMAGE_LOCAL void hotloop_image_list_handlers(void);

/// The types of this image that conform to `Game`, in the order in which they were linked. A type of which a part was compiled
/// again is found more than once: what is linked first is in force.
/// - Parameters:
///   - context: passed on.
///   - found: gets the metadata of a type, a Swift metatype.
HOTLOOP_IMAGE_LOCAL void hotloop_image_game_types(
    void *_Nullable context, void (*_Nonnull found)(void *_Nullable context, const void *_Nonnull metadata));

/// The constants of the enums in the game's headers; NULL if the image was not built by HotLoop's builder.
HOTLOOP_IMAGE_LOCAL const LayoutEnumTable *_Nullable hotloop_image_enums(void);

/// The reason why the C types of this image could not be separated from those of other images; NULL if there is none.
HOTLOOP_IMAGE_LOCAL const char *_Nullable hotloop_image_types_defect(void);

#endif
