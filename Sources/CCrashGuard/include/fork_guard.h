// fork_guard.h: ends copies of this process that a game makes with fork(2). A copy would share the memory of the world, the
// terminal and all descriptors with the host.
//
// posix_spawn(3), system(3), popen(3), and vfork(2) with exec are not affected: they run another program.
#ifndef HOTLOOP_FORK_GUARD_H
#define HOTLOOP_FORK_GUARD_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Ends each child of a fork(2) that is made in a guarded call, or by code of an image, before fork returns there. Call it
/// once for the process. `folder` is where the images are.
void fork_guard_install(const char *folder);

/// The number of children that were ended since the last call. Any thread.
uint32_t fork_guard_take_forks(void);

#ifdef __cplusplus
}
#endif

#endif
