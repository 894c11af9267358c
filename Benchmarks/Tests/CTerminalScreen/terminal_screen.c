#include "terminal_screen.h"

#include <stdlib.h>
#include <vterm.h>

struct TerminalScreen {
  VTerm *terminal;
  VTermScreen *cells;
};

TerminalScreen *terminal_screen_open(uint32_t columns, uint32_t rows) {
  TerminalScreen *screen = calloc(1, sizeof *screen);
  screen->terminal = vterm_new((int)rows, (int)columns);
  vterm_set_utf8(screen->terminal, 1);
  screen->cells = vterm_obtain_screen(screen->terminal);
  vterm_screen_enable_altscreen(screen->cells, 1);
  vterm_screen_reset(screen->cells, 1);
  return screen;
}

void terminal_screen_write(TerminalScreen *screen, const uint8_t *bytes, size_t count) {
  vterm_input_write(screen->terminal, (const char *)bytes, count);
}

static uint32_t color_number(VTermColor color) {
  if (VTERM_COLOR_IS_DEFAULT_FG(&color) || VTERM_COLOR_IS_DEFAULT_BG(&color)) return 0xFF000000u;
  if (VTERM_COLOR_IS_INDEXED(&color)) return 0x01000000u | color.indexed.idx;
  return (uint32_t)color.rgb.red << 16 | (uint32_t)color.rgb.green << 8 | color.rgb.blue;
}

ScreenCell terminal_screen_cell(const TerminalScreen *screen, uint32_t column, uint32_t row) {
  VTermScreenCell cell;
  VTermPos position = {.row = (int)row, .col = (int)column};
  vterm_screen_get_cell(screen->cells, position, &cell);
  ScreenCell result = {.fore = color_number(cell.fg), .back = color_number(cell.bg)};
  result.glyph = cell.chars[0] == 0 ? ' ' : cell.chars[0] == (uint32_t)-1 ? 0 : cell.chars[0];
  if (cell.attrs.bold) result.style |= 1;
  if (cell.attrs.italic) result.style |= 4;
  if (cell.attrs.underline) result.style |= 8;
  if (cell.attrs.reverse) result.style |= 16;
  return result;
}

void terminal_screen_close(TerminalScreen *screen) {
  vterm_free(screen->terminal);
  free(screen);
}
