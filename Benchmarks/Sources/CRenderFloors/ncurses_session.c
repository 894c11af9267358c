#include "ncurses_session.h"

#include "floor.h"

#include <signal.h>
#include <unistd.h>

static const int ncurses_signals[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
enum { ncurses_signal_count = 4 };

bool ncurses_session_begin(NcursesSession *session, const char *terminal, int descriptor) {
  // Undo the signal handlers that ncurses installs: the process belongs to the caller.
  struct sigaction before[ncurses_signal_count];
  for (int i = 0; i < ncurses_signal_count; i++) sigaction(ncurses_signals[i], NULL, &before[i]);
  session->output = fdopen(dup(descriptor), "w");
  session->input = fdopen(dup(descriptor), "r");
  session->screen = newterm(terminal, session->output, session->input);
  for (int i = 0; i < ncurses_signal_count; i++) sigaction(ncurses_signals[i], &before[i], NULL);
  if (!session->screen) {
    fclose(session->output);
    fclose(session->input);
    return false;
  }
  raw();
  noecho();
  curs_set(0);
  leaveok(stdscr, TRUE);
  scrollok(stdscr, FALSE);
  typeahead(-1);
  if (has_colors()) {
    start_color();
    use_default_colors();
  }
  refresh();
  return true;
}

void ncurses_session_end(NcursesSession *session) {
  endwin();
  delscreen(session->screen);
  fclose(session->output);
  fclose(session->input);
}

attr_t ncurses_attributes(uint32_t style) {
  attr_t attributes = 0;
  if (style & CellStyleBold) attributes |= WA_BOLD;
  if (style & CellStyleDim) attributes |= WA_DIM;
  if (style & CellStyleItalic) attributes |= WA_ITALIC;
  if (style & CellStyleUnderline) attributes |= WA_UNDERLINE;
  if (style & CellStyleReverse) attributes |= WA_REVERSE;
  return attributes;
}

int ncurses_color(uint32_t color) {
  if (color_is_default(color)) return -1;
  return color_is_indexed(color) ? (int)(color & 0xFF) : (int)color;
}
