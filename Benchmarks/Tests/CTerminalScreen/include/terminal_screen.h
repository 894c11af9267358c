// The screen of a terminal, emulated by libvterm, which shares no code with ncurses or with HotLoop. libvterm's unions and
// bit-fields are converted to plain numbers here.
#ifndef HOTLOOP_TERMINAL_SCREEN_H
#define HOTLOOP_TERMINAL_SCREEN_H

#include <stddef.h>
#include <stdint.h>

typedef struct TerminalScreen TerminalScreen;

/// A colour is 0x00RRGGBB, 0x01000000 + index, or 0xFF000000 for the terminal's default. The right half of a wide
/// character has glyph 0. `style` has the bits of `CellStyle` in game_abi.h, without dim, which libvterm does not know.
typedef struct ScreenCell {
  uint32_t glyph, fore, back, style;
} ScreenCell;

TerminalScreen *terminal_screen_open(uint32_t columns, uint32_t rows);
void terminal_screen_write(TerminalScreen *screen, const uint8_t *bytes, size_t count);
ScreenCell terminal_screen_cell(const TerminalScreen *screen, uint32_t column, uint32_t row);
void terminal_screen_close(TerminalScreen *screen);

#endif
