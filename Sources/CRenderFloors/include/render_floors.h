// The programs that `hotloop bench render` measures itself against, drawing the same pictures into the same kind of
// pseudoterminal: what a programmer would write in C in an afternoon, and in a week.
#ifndef HOTLOOP_RENDER_FLOORS_H
#define HOTLOOP_RENDER_FLOORS_H

#include <game_abi.h>

/// Which of the programs.
typedef enum RenderFloorKind : int32_t {
  /// ncurses as its manual teaches it: every cell set each frame, alloc_pair for its colours, refresh.
  RenderFloorPlainNcurses = 0,
  /// ncurses as fast as it goes: only changed parts of rows, whole runs at once, cells and pairs remembered.
  RenderFloorTunedNcurses = 1,
  /// No library: changed cells only, colours only where they differ from the ones before, one write a frame.
  RenderFloorBareWriter = 2,
} RenderFloorKind;

typedef struct RenderFloor RenderFloor;

/// Begins to draw on a terminal, which is the caller's. NULL where it cannot be used.
///
/// `terminal` is the name of its terminfo entry, with as many colours as the pictures have. One at a time in a process,
/// and no other use of ncurses meanwhile. `draw` and `close` belong on the thread of `open`.
RenderFloor *render_floor_open(RenderFloorKind kind, const char *terminal, int descriptor, uint32_t columns,
                               uint32_t rows);

/// Shows a picture of rows × columns cells. Colours are 0x00RRGGBB, 0x01000000 + index of the palette, or
/// HOTLOOP_COLOR_DEFAULT. Returns when all of it was written.
void render_floor_draw(RenderFloor *floor, const Cell *cells);

void render_floor_close(RenderFloor *floor);

#endif
