// No library: the minimum for a program that knows its terminal.
#include "floor.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

typedef struct BareWriter {
  RenderFloor floor;
  int descriptor;
  Cell *shown;
  char *bytes;
  size_t count;
  uint32_t fore, back, style;
  /// Decimal digits of 0...255, and their number.
  char digits[256][3];
  uint8_t lengths[256];
} BareWriter;

/// Maximum bytes of a cell: a cursor movement, all attributes, both colours, a glyph.
enum { max_cell_bytes = 80 };

static inline void put(BareWriter *self, char byte) { self->bytes[self->count++] = byte; }

static inline void put_text(BareWriter *self, const char *text, size_t length) {
  memcpy(self->bytes + self->count, text, length);
  self->count += length;
}

static inline void put_byte_decimal(BareWriter *self, uint32_t value) {
  memcpy(self->bytes + self->count, self->digits[value & 0xFF], 3);
  self->count += self->lengths[value & 0xFF];
}

static void put_decimal(BareWriter *self, uint32_t value) {
  if (value >= 1000) put(self, (char)('0' + value / 1000 % 10));
  if (value >= 100) put(self, (char)('0' + value / 100 % 10));
  if (value >= 10) put(self, (char)('0' + value / 10 % 10));
  put(self, (char)('0' + value % 10));
}

static void put_glyph(BareWriter *self, uint32_t glyph) {
  if (glyph < 0x80) {
    put(self, (char)glyph);
  } else if (glyph < 0x800) {
    put(self, (char)(0xC0 | glyph >> 6));
    put(self, (char)(0x80 | (glyph & 0x3F)));
  } else if (glyph < 0x10000) {
    put(self, (char)(0xE0 | glyph >> 12));
    put(self, (char)(0x80 | (glyph >> 6 & 0x3F)));
    put(self, (char)(0x80 | (glyph & 0x3F)));
  } else {
    put(self, (char)(0xF0 | glyph >> 18));
    put(self, (char)(0x80 | (glyph >> 12 & 0x3F)));
    put(self, (char)(0x80 | (glyph >> 6 & 0x3F)));
    put(self, (char)(0x80 | (glyph & 0x3F)));
  }
}

static void put_color(BareWriter *self, uint32_t color, char base) {
  put(self, base);
  if (color_is_default(color)) {
    put(self, '9');
  } else if (color_is_indexed(color)) {
    put_text(self, "8;5;", 4);
    put_byte_decimal(self, color);
  } else {
    put_text(self, "8;2;", 4);
    put_byte_decimal(self, color >> 16);
    put(self, ';');
    put_byte_decimal(self, color >> 8);
    put(self, ';');
    put_byte_decimal(self, color);
  }
  put(self, ';');
}

static void set_attributes(BareWriter *self, const Cell *cell) {
  if (cell->fore == self->fore && cell->back == self->back && cell->style == self->style) return;
  put_text(self, "\033[", 2);
  if (cell->style != self->style) {
    static const char codes[5] = {'1', '2', '3', '4', '7'};
    put_text(self, "0;", 2);
    for (uint32_t bit = 0; bit < 5; bit++) {
      if (!(cell->style >> bit & 1)) continue;
      put(self, codes[bit]);
      put(self, ';');
    }
    self->fore = self->back = HOTLOOP_COLOR_DEFAULT;
  }
  if (cell->fore != self->fore) put_color(self, cell->fore, '3');
  if (cell->back != self->back) put_color(self, cell->back, '4');
  self->bytes[self->count - 1] = 'm';
  self->fore = cell->fore;
  self->back = cell->back;
  self->style = cell->style;
}

static void move_to(BareWriter *self, uint32_t column, uint32_t row) {
  put_text(self, "\033[", 2);
  put_decimal(self, row + 1);
  put(self, ';');
  put_decimal(self, column + 1);
  put(self, 'H');
}

static void write_all(BareWriter *self) {
  for (size_t position = 0; position < self->count;) {
    ssize_t accepted = write(self->descriptor, self->bytes + position, self->count - position);
    if (accepted > 0) {
      position += (size_t)accepted;
    } else if (accepted < 0 && errno == EAGAIN) {
      struct pollfd wait = {.fd = self->descriptor, .events = POLLOUT};
      poll(&wait, 1, -1);
    } else if (accepted == 0 || errno != EINTR) {
      return;
    }
  }
}

static void draw(RenderFloor *floor, const Cell *cells) {
  BareWriter *self = (BareWriter *)floor;
  Cell *shown = self->shown;
  self->count = 0;
  for (uint32_t row = 0; row < floor->rows; row++) {
    uint32_t cursor = UINT32_MAX;
    for (uint32_t column = 0; column < floor->columns; column++, cells++, shown++) {
      if (memcmp(cells, shown, sizeof *cells) == 0) continue;
      *shown = *cells;
      if (cells->glyph == 0) continue;
      if (column != cursor) move_to(self, column, row);
      set_attributes(self, cells);
      put_glyph(self, cells->glyph);
      cursor = column + 1;
    }
  }
  write_all(self);
}

static void end(RenderFloor *floor) {
  BareWriter *self = (BareWriter *)floor;
  free(self->shown);
  free(self->bytes);
  free(self);
}

RenderFloor *bare_writer_open(int descriptor, uint32_t columns, uint32_t rows) {
  BareWriter *self = calloc(1, sizeof *self);
  const size_t area = (size_t)columns * rows;
  self->floor = (RenderFloor){draw, end, columns, rows};
  self->descriptor = descriptor;
  self->shown = calloc(area, sizeof(Cell));
  self->bytes = malloc(area * max_cell_bytes);
  self->fore = self->back = self->style = UINT32_MAX;
  for (uint32_t value = 0; value < 256; value++) {
    char *digits = self->digits[value];
    uint8_t length = 0;
    if (value >= 100) digits[length++] = (char)('0' + value / 100);
    if (value >= 10) digits[length++] = (char)('0' + value / 10 % 10);
    digits[length++] = (char)('0' + value % 10);
    self->lengths[value] = length;
  }
  return &self->floor;
}
