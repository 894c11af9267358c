import Foundation

/// A fault that a trial does not find: it happens only in the host.
enum HostOnlyFault: String, CaseIterable {
  case exit, kill, stop, abort, hang, recursion

  enum Place: String, CaseIterable {
    case firstTick, afterReload, staticInitializer

    /// A text of Beacon's source, and the same with a fault.
    func edit(_ fault: HostOnlyFault) -> (good: String, bad: String) {
      let call = "fault_in_host(\(fault.number))"
      switch self {
      case .firstTick:
        let good = "world.distance += Speed.perTick"
        return (good, "\(call); \(good)")
      case .afterReload:
        let good = "world.after_reloads += 1"
        return (good, "\(call); \(good)")
      case .staticInitializer:
        let good = "  /// Derived data"
        return (good, "  static let worldVersion: Int = { \(call); return 1 }()\n\(good)")
      }
    }
  }

  private var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// Adds the function that causes the faults to Beacon.
  static func install(in package: TestPackage) throws {
    try package.edit(
      "Game/World/include/world.h", "#endif",
      "/// Causes a fault, but not in a trial.\nvoid fault_in_host(int kind);\nint is_trial(void);\n\n#endif")
    try package.save(
      "Game/World/world.c",
      """
      #include "world.h"
      #include <signal.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>

      int is_trial(void) {
        char line[256] = {0};
        FILE *file = fopen("/proc/self/cmdline", "r");
        if (!file) return 0;
        size_t count = fread(line, 1, sizeof line - 1, file);
        fclose(file);
        for (size_t i = 0; i + 1 < count; i++)
          if (line[i] == 0) line[i] = ' ';
        return strstr(line, "trial-child") != NULL;
      }

      static volatile int depth;
      __attribute__((noinline, optnone)) static int recurse(int n) {
        volatile char room[4096];
        room[0] = (char)n;
        depth = n;
        return recurse(n + 1) + room[0];
      }

      void fault_in_host(int kind) {
        if (is_trial()) return;
        switch (kind) {
          case 0: exit(0);
          case 1: raise(SIGKILL); break;
          case 2: raise(SIGSTOP); break;
          case 3: abort();
          case 4: for (volatile int i = 0;; i = 1 - i) {}
          case 5: recurse(0);
        }
      }

      """)
  }
}
