// The floors of `hotloop bench render`: programs in C that draw the same pictures into the same kind of pseudoterminal.
// A programmer would write the first in an afternoon and the others in a week.
#ifndef HOTLOOP_RENDER_FLOORS_H
#define HOTLOOP_RENDER_FLOORS_H

#include <game_abi.h>

typedef enum RenderFloorKind : int32_t {
  /// ncurses as in its manual: every cell is set in each frame, with alloc_pair for its colours, then refresh.
  RenderFloorPlainNcurses = 0,
  /// ncurses as fast as possible: only changed parts of rows, as whole runs; cells and colour pairs are cached.
  RenderFloorTunedNcurses = 1,
  /// No library: only changed cells, colours only where they differ from the previous ones, one write per frame.
  RenderFloorBareWriter = 2,
} RenderFloorKind;

typedef struct RenderFloor RenderFloor;

/// Starts to draw on a terminal, which the caller owns. Returns NULL if the terminal cannot be used.
///
/// `terminal` is the name of its terminfo entry, which must have the colours of the pictures. A process may have one open
/// floor at a time, and must not use ncurses otherwise meanwhile. Call `draw` and `close` on the thread of `open`.
RenderFloor *render_floor_open(RenderFloorKind kind, const char *terminal, int descriptor, uint32_t columns,
                               uint32_t rows);

/// Shows a picture of rows × columns cells. Colours are 0x00RRGGBB, 0x01000000 + index of the palette, or
/// HOTLOOP_COLOR_DEFAULT. Returns after everything was written.
void render_floor_draw(RenderFloor *floor, const Cell *cells);

void render_floor_close(RenderFloor *floor);

#endif
