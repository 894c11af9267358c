// How many terminal cells a character takes, for the host and the games alike.
//
// The tables beside this header are generated from the Unicode Character Database 15.0.0 (./generate-tables). The
// functions are pure: any thread may call them, nothing is allocated, and the locale has no influence.
#ifndef HOTLOOP_CELL_WIDTH_H
#define HOTLOOP_CELL_WIDTH_H

#include <stdbool.h>
#include <stdint.h>

/// Two-stage table: the block of each 256 scalars, and in each block two bits a scalar. Hidden, so that a game's image
/// uses its own copy. Call the functions below instead.
extern const uint8_t hotloop_cell_width_blocks[] __attribute__((visibility("hidden")));
extern const uint8_t hotloop_cell_width_bits[] __attribute__((visibility("hidden")));

/// A base character and a mark that Unicode composes to one character (NFC).
typedef struct HotLoopComposition {
  uint32_t base, mark, composed;
} HotLoopComposition;

/// Sorted by base and mark.
extern const HotLoopComposition hotloop_compositions[] __attribute__((visibility("hidden")));
extern const uint32_t hotloop_composition_count __attribute__((visibility("hidden")));

/// The width of a scalar in cells.
///
/// - 0: controls, combining marks (Mn, Me), invisible format characters (Cf), line and paragraph separators, default-ignorable
///   characters, Hangul vowels and finals that join the syllable before them, surrogates, and values above 0x10FFFF;
/// - 2: East Asian wide and fullwidth characters, which include all emoji that are shown as pictures by default, and
///   the code points that Unicode reserves for such emoji;
/// - 1: everything else. Ambiguous characters and regional indicators are 1.
static inline int32_t hotloop_cell_width(uint32_t scalar) {
  if (scalar - 0x20u < 0x5Fu) return 1;
  if (scalar > 0x10FFFFu) return 0;
  uint32_t block = hotloop_cell_width_blocks[scalar >> 8];
  return hotloop_cell_width_bits[block << 6 | (scalar >> 2 & 63u)] >> (scalar & 3u) * 2 & 3;
}

/// The state of reading a text scalar by scalar. Begin with all zero.
typedef struct HotLoopCellText {
  /// The glyph of the current cell; 0 before the first one.
  uint32_t glyph;
  /// The scalar that was read last.
  uint32_t last;
  /// Whether the last scalar began a new cell. If not, it belongs to the cell before, whose glyph is `glyph` now.
  bool starts_cell;
} HotLoopCellText;

/// Reads the next scalar of a text. A cell holds one scalar, so sequences are reduced:
///
/// - a mark is composed with its base where Unicode has a precomposed character of the same width, else dropped;
/// - variation selectors and other scalars of width 0 are dropped: an emoji of width 1 stays 1 wide with U+FE0F;
/// - of an emoji sequence with U+200D or a skin tone the first emoji is kept;
/// - a flag is its two regional indicators, one cell each.
///
/// What follows is never shifted: the width of a text is the sum of the widths of its glyphs.
HotLoopCellText hotloop_cell_text_next(HotLoopCellText text, uint32_t scalar);

#endif
