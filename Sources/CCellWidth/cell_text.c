#include "include/cell_width.h"

static const uint32_t zero_width_joiner = 0x200D;

/// Hangul composition is arithmetic: Unicode Standard, section 3.12.
static uint32_t compose_hangul(uint32_t base, uint32_t mark) {
  uint32_t leading = base - 0x1100u, vowel = mark - 0x1161u;
  if (leading < 19u && vowel < 21u) return 0xAC00u + (leading * 21u + vowel) * 28u;
  uint32_t syllable = base - 0xAC00u, final = mark - 0x11A7u;
  if (syllable < 11172u && syllable % 28u == 0 && final - 1u < 27u) return base + final;
  return 0;
}

/// The precomposed character, or 0.
static uint32_t compose(uint32_t base, uint32_t mark) {
  uint32_t low = 0, high = hotloop_composition_count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    const HotLoopComposition *entry = &hotloop_compositions[middle];
    if (entry->base == base && entry->mark == mark) return entry->composed;
    if (entry->base < base || (entry->base == base && entry->mark < mark)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return compose_hangul(base, mark);
}

/// Arrows to miscellaneous symbols, and the pictographs: what emoji sequences consist of.
static bool is_symbol(uint32_t scalar) {
  return scalar - 0x2190u < 0x0A70u || scalar - 0x1F000u < 0x0C00u;
}

static bool is_skin_tone(uint32_t scalar) { return scalar - 0x1F3FBu < 5u; }

static bool continues_emoji(HotLoopCellText text, uint32_t scalar) {
  if (!is_symbol(text.glyph)) return false;
  if (is_skin_tone(scalar)) return !is_skin_tone(text.glyph);
  return text.last == zero_width_joiner && is_symbol(scalar);
}

HotLoopCellText hotloop_cell_text_next(HotLoopCellText text, uint32_t scalar) {
  if (hotloop_cell_width(scalar) == 0) {
    uint32_t composed = text.glyph == 0 ? 0 : compose(text.glyph, scalar);
    if (composed != 0 && hotloop_cell_width(composed) == hotloop_cell_width(text.glyph)) text.glyph = composed;
    text.starts_cell = false;
  } else if (continues_emoji(text, scalar)) {
    text.starts_cell = false;
  } else {
    text.glyph = scalar;
    text.starts_cell = true;
  }
  text.last = scalar;
  return text;
}
