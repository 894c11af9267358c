// The interface that the programs implement.
#ifndef HOTLOOP_FLOOR_H
#define HOTLOOP_FLOOR_H

#include "include/render_floors.h"

#include <stdlib.h>

struct RenderFloor {
  void (*draw)(RenderFloor *, const Cell *);
  void (*close)(RenderFloor *);
  uint32_t columns, rows;
};

RenderFloor *plain_ncurses_open(const char *terminal, int descriptor, uint32_t columns, uint32_t rows);
RenderFloor *tuned_ncurses_open(const char *terminal, int descriptor, uint32_t columns, uint32_t rows);
RenderFloor *bare_writer_open(int descriptor, uint32_t columns, uint32_t rows);

static inline bool color_is_default(uint32_t color) { return color == HOTLOOP_COLOR_DEFAULT; }
static inline bool color_is_indexed(uint32_t color) { return color >> 24 == 1; }

#endif
