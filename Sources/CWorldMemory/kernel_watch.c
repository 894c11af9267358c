#define _GNU_SOURCE
#include "kernel_watch.h"

#include <fcntl.h>
#include <linux/ioctl.h>
#include <linux/types.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

// From linux/userfaultfd.h and linux/fs.h of Linux 6.7; older headers lack them.
enum { wp_shared_memory = 1 << 12, wp_async = 1 << 15 };
enum { scan_protect = 1 << 0, scan_only_async = 1 << 1 };
enum { page_is_written = 1 << 1, page_is_present = 1 << 3, page_is_swapped = 1 << 4 };
/// Without faults that the kernel raises on behalf of this process: needs no privilege.
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

/// Checks that a write to a page of shared memory is tracked.
static bool self_test(void) {
  size_t size = (size_t)sysconf(_SC_PAGESIZE);
  char *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return false;
  *(volatile char *)page = 1;
  uintptr_t base = (uintptr_t)page;
  long runs = 0;
  struct page_run run;
  struct page_scan look = {
      .start = base, .end = base + size, .runs = (uintptr_t)&run, .run_count = 1, .return_mask = page_is_written};
  bool works = register_range(base, size) && kernel_watch_clean(base, size) && scan(&look, &runs) && runs == 0;
  if (works) {
    *(volatile char *)page = 2;
    works = scan(&look, &runs) && runs == 1;
  }
  munmap(page, size);
  return works;
}

static void open_descriptors(void) {
  int descriptor = (int)syscall(SYS_userfaultfd, O_CLOEXEC | user_mode_only);
  if (descriptor < 0) return;
  fault_descriptor = descriptor;
  page_map = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  struct uffdio_api wanted = {.api = UFFD_API, .features = wp_async | wp_shared_memory};
  if (page_map >= 0 && ioctl(descriptor, UFFDIO_API, &wanted) == 0 && self_test()) return;
  if (page_map >= 0) close(page_map);
  close(descriptor);
  fault_descriptor = page_map = -1;
}

bool kernel_watch_is_available(void) {
  pthread_once(&opened, open_descriptors);
  return fault_descriptor >= 0;
}

bool kernel_watch_begin(uintptr_t base, size_t size) { return kernel_watch_is_available() && register_range(base, size); }

void kernel_watch_end(uintptr_t base, size_t size) {
  struct uffdio_range range = {base, size};
  ioctl(fault_descriptor, UFFDIO_UNREGISTER, &range);
}

bool kernel_watch_find(uintptr_t base, size_t size, bool only_mapped,
                       void (*found)(void *context, uintptr_t start, uintptr_t end), void *context) {
  enum { max_runs = 256 };
  struct page_run runs[max_runs];
  uintptr_t end = base + size;
  while (base < end) {
    struct page_scan look = {.start = base, .end = end, .runs = (uintptr_t)runs, .run_count = max_runs,
                             .return_mask = page_is_written};
    if (only_mapped) look.category_anyof_mask = page_is_present | page_is_swapped;
    long count;
    if (!scan(&look, &count)) return false;
    for (long index = 0; index < count; index++) found(context, runs[index].start, runs[index].end);
    base = look.walk_end;
  }
  return true;
}

bool kernel_watch_clean(uintptr_t base, size_t size) {
  struct page_scan protect = {.flags = scan_protect | scan_only_async, .start = base, .end = base + size};
  long none;
  return scan(&protect, &none);
}
