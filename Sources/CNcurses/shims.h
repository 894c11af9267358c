// ncursesw for Swift. Wraps only what Swift cannot call itself: macros, functions with varargs, mutable globals.
#ifndef HOTLOOP_CNCURSES_SHIMS_H
#define HOTLOOP_CNCURSES_SHIMS_H

#define NCURSES_WIDECHAR 1
#define _XOPEN_SOURCE_EXTENDED 1
#include <curses.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

/// The width that ncurses takes a character for: the C library's, in the current locale. Below 1 for those that ncurses
/// cannot draw. (wchar.h declares wcwidth only for some feature macros.)
static inline int hotloop_locale_width(uint32_t glyph) {
  extern int wcwidth(wchar_t);
  return wcwidth((wchar_t)glyph);
}

/// Returns the descriptor of an anonymous file in memory, close-on-exec, or -1 with errno. It collects the output of
/// ncurses.
static inline int hotloop_memory_file(void) {
  return (int)syscall(SYS_memfd_create, "terminal-output", 1u /* MFD_CLOEXEC */);
}

/// The screen of the current SCREEN: a mutable global that Swift cannot use.
static inline WINDOW *hotloop_standard_screen(void) { return stdscr; }

/// The terminal that the terminfo functions query: a mutable global too.
static inline TERMINAL *hotloop_current_terminal(void) { return cur_term; }

/// The absolute cursor movement (`cup`) of the current terminal, possibly with padding (`$<5>`). Valid until the next
/// call of ncurses.
static inline const char *hotloop_cursor_movement(int row, int column) {
  return tparm(cursor_address, row, column);
}

/// Puts one character with attributes and an extended colour pair into a cell of the standard screen.
/// Attributes are bits: 1 bold, 2 dim, 4 italic, 8 underline, 16 reverse.
static inline int hotloop_put_glyph(int row, int column, uint32_t glyph, uint32_t style, int pair) {
  wchar_t text[2] = {(wchar_t)glyph, 0};
  attr_t attributes = 0;
  if (style & 1u) attributes |= WA_BOLD;
  if (style & 2u) attributes |= WA_DIM;
#ifdef WA_ITALIC
  if (style & 4u) attributes |= WA_ITALIC;
#endif
  if (style & 8u) attributes |= WA_UNDERLINE;
  if (style & 16u) attributes |= WA_REVERSE;
  cchar_t cell;
  // `opts` passes the pair as an int (ncurses 6.1); the short parameter is then ignored.
  if (setcchar(&cell, text, attributes, 0, &pair) == ERR) return ERR;
  return mvwadd_wch(stdscr, row, column, &cell);
}

#endif
