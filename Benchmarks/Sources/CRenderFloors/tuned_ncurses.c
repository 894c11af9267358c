// ncurses as fast as possible: only changed cells are passed to it, in runs, and both converted cells and colour pairs
// are cached.
#include "floor.h"
#include "ncurses_session.h"

#include <string.h>

enum { cell_slots = 1 << 15, pair_slots = 1 << 17 };

typedef struct PairSlot {
  uint64_t colors;
  int pair;
} PairSlot;

typedef struct CellSlot {
  Cell cell;
  cchar_t wide;
} CellSlot;

typedef struct TunedNcurses {
  RenderFloor floor;
  NcursesSession session;
  Cell *shown;
  cchar_t *run;
  PairSlot *pairs;
  CellSlot *cell_cache;
  int used_pairs, max_pairs;
} TunedNcurses;

static uint32_t hash(uint64_t value) {
  value *= 0x9E3779B97F4A7C15u;
  return (uint32_t)(value >> 40);
}

/// Frees all colour pairs when too few are left, and passes the whole next picture to ncurses. Cells on the screen keep
/// their look until they are drawn again.
static void reset_pairs(TunedNcurses *self) {
  memset(self->pairs, 0, sizeof(PairSlot) * pair_slots);
  memset(self->cell_cache, 0, sizeof(CellSlot) * cell_slots);
  memset(self->shown, 0xFF, sizeof(Cell) * self->floor.columns * self->floor.rows);
  self->used_pairs = 0;
  reset_color_pairs();
}

static int pair_of(TunedNcurses *self, uint32_t fore, uint32_t back) {
  if (color_is_default(fore) && color_is_default(back)) return 0;
  uint64_t colors = (uint64_t)fore << 32 | back;
  uint32_t slot = hash(colors) & (pair_slots - 1);
  while (self->pairs[slot].pair != 0) {
    if (self->pairs[slot].colors == colors) return self->pairs[slot].pair;
    slot = (slot + 1) & (pair_slots - 1);
  }
  int pair = ++self->used_pairs;
  init_extended_pair(pair, ncurses_color(fore), ncurses_color(back));
  self->pairs[slot] = (PairSlot){colors, pair};
  return pair;
}

static const cchar_t *wide_of(TunedNcurses *self, const Cell *cell) {
  uint64_t key = ((uint64_t)cell->fore << 32 | cell->back) ^ ((uint64_t)cell->glyph << 13) ^ ((uint64_t)cell->style << 57);
  CellSlot *slot = &self->cell_cache[hash(key) & (cell_slots - 1)];
  if (memcmp(&slot->cell, cell, sizeof *cell) != 0) {
    wchar_t text[2] = {(wchar_t)cell->glyph, 0};
    int pair = pair_of(self, cell->fore, cell->back);
    setcchar(&slot->wide, text, ncurses_attributes(cell->style), 0, &pair);
    slot->cell = *cell;
  }
  return &slot->wide;
}

static void draw_row(TunedNcurses *self, const Cell *cells, uint32_t row) {
  const uint32_t columns = self->floor.columns;
  Cell *shown = self->shown + (size_t)row * columns;
  if (memcmp(shown, cells, sizeof(Cell) * columns) == 0) return;
  uint32_t first = 0, end = columns;
  while (memcmp(&shown[first], &cells[first], sizeof(Cell)) == 0) first++;
  while (memcmp(&shown[end - 1], &cells[end - 1], sizeof(Cell)) == 0) end--;
  while (first > 0 && cells[first].glyph == 0) first--;
  int count = 0;
  for (uint32_t column = first; column < end; column++)
    if (cells[column].glyph != 0) self->run[count++] = *wide_of(self, &cells[column]);
  mvadd_wchnstr((int)row, (int)first, self->run, count);
  memcpy(&shown[first], &cells[first], sizeof(Cell) * (end - first));
}

static void draw(RenderFloor *floor, const Cell *cells) {
  TunedNcurses *self = (TunedNcurses *)floor;
  const int area = (int)(floor->rows * floor->columns);
  if (self->used_pairs + area >= self->max_pairs) reset_pairs(self);
  for (uint32_t row = 0; row < floor->rows; row++) draw_row(self, cells + (size_t)row * floor->columns, row);
  wnoutrefresh(stdscr);
  doupdate();
}

static void end(RenderFloor *floor) {
  TunedNcurses *self = (TunedNcurses *)floor;
  ncurses_session_end(&self->session);
  free(self->shown);
  free(self->run);
  free(self->pairs);
  free(self->cell_cache);
  free(self);
}

RenderFloor *tuned_ncurses_open(const char *terminal, int descriptor, uint32_t columns, uint32_t rows) {
  TunedNcurses *self = calloc(1, sizeof *self);
  self->floor = (RenderFloor){draw, end, columns, rows};
  if (!ncurses_session_begin(&self->session, terminal, descriptor)) {
    free(self);
    return NULL;
  }
  self->shown = calloc((size_t)columns * rows, sizeof(Cell));
  self->run = calloc(columns, sizeof(cchar_t));
  self->pairs = calloc(pair_slots, sizeof(PairSlot));
  self->cell_cache = calloc(cell_slots, sizeof(CellSlot));
  self->max_pairs = COLOR_PAIRS < 65536 ? COLOR_PAIRS : 65536;
  return &self->floor;
}
