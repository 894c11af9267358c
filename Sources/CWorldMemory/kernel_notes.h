// kernel_notes.h: pages that the kernel itself notes as written to.
#ifndef HOTLOOP_KERNEL_NOTES_H
#define HOTLOOP_KERNEL_NOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether this kernel can, and lets this process. Looked up once.
bool kernel_notes_work(void);

/// Has the kernel note writes to [base, base + size) from now on. All of it counts as written to until it is cleaned.
bool kernel_notes_begin(uintptr_t base, size_t size);

/// Lifts the protection of the whole range.
void kernel_notes_end(uintptr_t base, size_t size);

/// Calls `found` for each run of written pages, in order. False if the kernel refused.
///
/// A page that is not mapped counts as written: it was never touched, or it was written to and then paged out.
/// `only_mapped` leaves such pages out.
bool kernel_notes_find(uintptr_t base, size_t size, bool only_mapped,
                       void (*found)(void *context, uintptr_t start, uintptr_t end), void *context);

/// From now on these count as not written to. False if the kernel refused.
bool kernel_notes_clean(uintptr_t base, size_t size);

#endif
