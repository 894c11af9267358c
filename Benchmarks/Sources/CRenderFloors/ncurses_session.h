// An ncurses session on a file descriptor.
#ifndef HOTLOOP_NCURSES_SESSION_H
#define HOTLOOP_NCURSES_SESSION_H

#define NCURSES_WIDECHAR 1
#define _XOPEN_SOURCE_EXTENDED 1
#include <curses.h>
#include <stdint.h>
#include <stdio.h>

typedef struct NcursesSession {
  SCREEN *screen;
  FILE *output;
  FILE *input;
} NcursesSession;

bool ncurses_session_begin(NcursesSession *session, const char *terminal, int descriptor);
void ncurses_session_end(NcursesSession *session);

/// The attributes of a `CellStyle` set.
attr_t ncurses_attributes(uint32_t style);

/// The colour's number in ncurses; -1 is the terminal's default.
int ncurses_color(uint32_t color);

#endif
