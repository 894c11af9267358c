// Counts what a thread allocates, in programs that link this.
#ifndef HOTLOOP_ALLOCATIONS_H
#define HOTLOOP_ALLOCATIONS_H

#include <stdint.h>

/// How often this thread has asked for memory so far: malloc and its relatives, and with them Swift's.
uint64_t hotloop_allocations(void);

#endif
