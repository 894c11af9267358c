// libvterm for tests: an emulator that shares no code with us, with tmux or with ncurses. Its unions and bit-fields become
// plain numbers here.
#ifndef HOTLOOP_CVTERM_SHIMS_H
#define HOTLOOP_CVTERM_SHIMS_H

#include <stdint.h>
#include <vterm.h>

/// One cell of the emulator's screen, in the numbers of the renderer: a colour is 0x00RRGGBB, 0x01000000 + index, or
/// 0xFF000000 for the emulator's default. The right half of a wide character has glyph 0.
typedef struct VtermCell {
  uint32_t glyph, fore, back, style;
} VtermCell;

static inline uint32_t hotloop_vterm_color(VTermColor color) {
  if (VTERM_COLOR_IS_DEFAULT_FG(&color) || VTERM_COLOR_IS_DEFAULT_BG(&color)) return 0xFF000000u;
  if (VTERM_COLOR_IS_INDEXED(&color)) return 0x01000000u | color.indexed.idx;
  return (uint32_t)color.rgb.red << 16 | (uint32_t)color.rgb.green << 8 | color.rgb.blue;
}

static inline VtermCell hotloop_vterm_cell(const VTermScreen *screen, int row, int column) {
  VTermScreenCell cell;
  VTermPos position = {.row = row, .col = column};
  vterm_screen_get_cell(screen, position, &cell);
  VtermCell result = {.fore = hotloop_vterm_color(cell.fg), .back = hotloop_vterm_color(cell.bg)};
  result.glyph = cell.chars[0] == 0 ? ' ' : cell.chars[0] == (uint32_t)-1 ? 0 : cell.chars[0];
  if (cell.attrs.bold) result.style |= 1;
  if (cell.attrs.italic) result.style |= 4;
  if (cell.attrs.underline) result.style |= 8;
  if (cell.attrs.reverse) result.style |= 16;
  return result;
}

#endif
