#include "floor.h"

RenderFloor *render_floor_open(RenderFloorKind kind, const char *terminal, int descriptor, uint32_t columns,
                               uint32_t rows) {
  switch (kind) {
  case RenderFloorPlainNcurses: return plain_ncurses_open(terminal, descriptor, columns, rows);
  case RenderFloorTunedNcurses: return tuned_ncurses_open(terminal, descriptor, columns, rows);
  case RenderFloorBareWriter: return bare_writer_open(descriptor, columns, rows);
  }
  return NULL;
}

void render_floor_draw(RenderFloor *floor, const Cell *cells) { floor->draw(floor, cells); }

void render_floor_close(RenderFloor *floor) { floor->close(floor); }
