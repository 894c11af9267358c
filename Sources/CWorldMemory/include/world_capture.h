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

/// To be called by a thread that runs captures, before its first: from here on it runs where nobody else wants to.
void world_capture_enter_thread(void);

/// Memory for a copy, of which no page is touched yet. NULL if there is none.
void *world_capture_map(size_t size);

/// Gives such memory back, a piece at a time: nobody who needs the address space has to wait long.
void world_capture_unmap(void *memory, size_t size);

/// Begins a capture of `size` bytes into `target`. NULL if memory ran out. Both must stay mapped until
/// `world_capture_run` has returned.
WorldCapture *world_capture_begin(const void *source, void *target, size_t size);

/// The owner of the source is about to overwrite bytes [start, end): saves what was not copied yet.
void world_capture_save(WorldCapture *capture, size_t start, size_t end);

/// Copies all that is not copied yet. Returns true when everything is; false if the capture was cancelled or there is no
/// memory to work with. Any thread but the owner's, once.
bool world_capture_run(WorldCapture *capture);

/// Has `world_capture_run` return soon. From here on the owner need not save anything. Any thread.
void world_capture_cancel(WorldCapture *capture);

/// Whether everything is copied. Any thread.
bool world_capture_is_complete(const WorldCapture *capture);

/// Forgets a capture that nobody runs.
void world_capture_end(WorldCapture *capture);

#ifdef __cplusplus
}
#endif

#endif
