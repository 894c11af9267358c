// world_capture.h: one thread copies memory while another goes on overwriting it.
//
// What is copied is what was there when the capture began. The thread that owns the memory saves each chunk before it
// overwrites it, unless the copying thread has got that far; neither ever waits for the other to finish a chunk.
#ifndef HOTLOOP_WORLD_CAPTURE_H
#define HOTLOOP_WORLD_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct WorldCapture WorldCapture;

/// Begins a capture of `size` bytes. Allocates the memory for the copy, of which no page is touched yet. NULL if there
/// is none. `source` must stay mapped until `world_capture_run` has returned.
WorldCapture *world_capture_begin(const void *source, size_t size);

/// The owner of the source is about to overwrite bytes [start, end): saves what was not copied yet.
void world_capture_save(WorldCapture *capture, size_t start, size_t end);

/// Copies all that is not copied yet. Returns true when everything is; false if the capture was cancelled or there is no
/// memory to work with. Any thread but the owner's, once.
bool world_capture_run(WorldCapture *capture);

/// Has `world_capture_run` return soon. From here on the owner need not save anything. Any thread.
void world_capture_cancel(WorldCapture *capture);

/// Whether everything is copied. Any thread.
bool world_capture_is_complete(const WorldCapture *capture);

/// The copy, `size` bytes; to be read once it is complete.
const void *world_capture_bytes(const WorldCapture *capture);

/// Gives the memory back, a piece at a time: nobody who needs the address space has to wait long.
void world_capture_free(WorldCapture *capture);

#ifdef __cplusplus
}
#endif

#endif
