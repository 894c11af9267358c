// ncurses as in its manual.
#include "floor.h"
#include "ncurses_session.h"

typedef struct PlainNcurses {
  RenderFloor floor;
  NcursesSession session;
} PlainNcurses;

static void draw(RenderFloor *floor, const Cell *cells) {
  for (uint32_t row = 0; row < floor->rows; row++) {
    for (uint32_t column = 0; column < floor->columns; column++, cells++) {
      if (cells->glyph == 0) continue;
      wchar_t text[2] = {(wchar_t)cells->glyph, 0};
      int pair = 0;
      if (!color_is_default(cells->fore) || !color_is_default(cells->back)) {
        pair = alloc_pair(ncurses_color(cells->fore), ncurses_color(cells->back));
        if (pair < 0) {
          // All pairs are in use. Resetting them makes ncurses redraw the screen.
          reset_color_pairs();
          pair = alloc_pair(ncurses_color(cells->fore), ncurses_color(cells->back));
        }
      }
      cchar_t wide;
      setcchar(&wide, text, ncurses_attributes(cells->style), 0, &pair);
      mvadd_wch((int)row, (int)column, &wide);
    }
  }
  refresh();
}

static void end(RenderFloor *floor) {
  PlainNcurses *self = (PlainNcurses *)floor;
  ncurses_session_end(&self->session);
  free(self);
}

RenderFloor *plain_ncurses_open(const char *terminal, int descriptor, uint32_t columns, uint32_t rows) {
  PlainNcurses *self = calloc(1, sizeof *self);
  self->floor = (RenderFloor){draw, end, columns, rows};
  if (ncurses_session_begin(&self->session, terminal, descriptor)) return &self->floor;
  free(self);
  return NULL;
}
