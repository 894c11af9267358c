#define _GNU_SOURCE
#include "kernel_notes.h"

#include <fcntl.h>
#include <linux/ioctl.h>
#include <linux/types.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

// Of Linux 6.7, which the headers of an older system do not have: linux/userfaultfd.h and linux/fs.h there.
enum { wp_shared_memory = 1 << 12, wp_async = 1 << 15 };
enum { scan_protect = 1 << 0, scan_only_async = 1 << 1 };
enum { page_is_written = 1 << 1, page_is_present = 1 << 3, page_is_swapped = 1 << 4 };
/// Faults of the kernel on behalf of this process are left to it, which needs no privilege.
enum { user_mode_only = 1 };

struct page_run {
  __u64 start, end, categories;
};

struct page_scan {
  __u64 size, flags, start, end, walk_end, runs, run_count, max_pages;
  __u64 category_inverted, category_mask, category_anyof_mask, return_mask;
};

#define SCAN_PAGES _IOWR('f', 16, struct page_scan)

static int fault_descriptor = -1;
static int page_map = -1;
static pthread_once_t opened = PTHREAD_ONCE_INIT;

static bool scan(struct page_scan *scan, long *runs) {
  scan->size = sizeof *scan;
  scan->category_mask = page_is_written;
  *runs = ioctl(page_map, SCAN_PAGES, scan);
  return *runs >= 0;
}

static bool register_range(uintptr_t base, size_t size) {
  struct uffdio_register range = {.range = {base, size}, .mode = UFFDIO_REGISTER_MODE_WP};
  return ioctl(fault_descriptor, UFFDIO_REGISTER, &range) == 0;
}

/// Whether a write to a page of shared memory is noted, which is what all this is for.
static bool prove(void) {
  size_t size = (size_t)sysconf(_SC_PAGESIZE);
  char *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return false;
  *(volatile char *)page = 1;
  uintptr_t base = (uintptr_t)page;
  long runs = 0;
  struct page_run run;
  struct page_scan look = {
      .start = base, .end = base + size, .runs = (uintptr_t)&run, .run_count = 1, .return_mask = page_is_written};
  bool proved = register_range(base, size) && kernel_notes_clean(base, size) && scan(&look, &runs) && runs == 0;
  if (proved) {
    *(volatile char *)page = 2;
    proved = scan(&look, &runs) && runs == 1;
  }
  munmap(page, size);
  return proved;
}

static void open_both(void) {
  int descriptor = (int)syscall(SYS_userfaultfd, O_CLOEXEC | user_mode_only);
  if (descriptor < 0) return;
  fault_descriptor = descriptor;
  page_map = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  struct uffdio_api wanted = {.api = UFFD_API, .features = wp_async | wp_shared_memory};
  if (page_map >= 0 && ioctl(descriptor, UFFDIO_API, &wanted) == 0 && prove()) return;
  if (page_map >= 0) close(page_map);
  close(descriptor);
  fault_descriptor = page_map = -1;
}

bool kernel_notes_work(void) {
  pthread_once(&opened, open_both);
  return fault_descriptor >= 0;
}

bool kernel_notes_begin(uintptr_t base, size_t size) { return kernel_notes_work() && register_range(base, size); }

void kernel_notes_end(uintptr_t base, size_t size) {
  struct uffdio_range range = {base, size};
  ioctl(fault_descriptor, UFFDIO_UNREGISTER, &range);
}

bool kernel_notes_find(uintptr_t base, size_t size, bool only_mapped,
                       void (*found)(void *context, uintptr_t start, uintptr_t end), void *context) {
  enum { most = 256 };
  struct page_run runs[most];
  uintptr_t end = base + size;
  while (base < end) {
    struct page_scan look = {.start = base, .end = end, .runs = (uintptr_t)runs, .run_count = most,
                             .return_mask = page_is_written};
    if (only_mapped) look.category_anyof_mask = page_is_present | page_is_swapped;
    long count;
    if (!scan(&look, &count)) return false;
    for (long index = 0; index < count; index++) found(context, runs[index].start, runs[index].end);
    base = look.walk_end;
  }
  return true;
}

bool kernel_notes_clean(uintptr_t base, size_t size) {
  struct page_scan protect = {.flags = scan_protect | scan_only_async, .start = base, .end = base + size};
  long none;
  return scan(&protect, &none);
}
