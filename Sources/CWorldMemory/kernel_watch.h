// kernel_watch.h: pages whose writes the kernel tracks; the implementation of WriteWatchByKernel.
#ifndef HOTLOOP_KERNEL_WATCH_H
#define HOTLOOP_KERNEL_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether the kernel supports this and permits it to this process. Tested once.
bool kernel_watch_is_available(void);

/// Starts to track writes to [base, base + size). All pages start dirty.
bool kernel_watch_begin(uintptr_t base, size_t size);

/// Stops tracking and lifts the protection of the range.
void kernel_watch_end(uintptr_t base, size_t size);

/// Calls `found` for each run of dirty pages, in ascending order. Returns false if the kernel refused.
///
/// An unmapped page counts as dirty: it was never touched, or it was written and then paged out. `only_mapped` skips
/// unmapped pages.
bool kernel_watch_find(uintptr_t base, size_t size, bool only_mapped,
                       void (*found)(void *context, uintptr_t start, uintptr_t end), void *context);

/// Marks all pages clean. Returns false if the kernel refused.
bool kernel_watch_clean(uintptr_t base, size_t size);

#endif
