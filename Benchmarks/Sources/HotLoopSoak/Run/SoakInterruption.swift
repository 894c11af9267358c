import Glibc
import Synchronization

/// Ctrl-C, SIGTERM and SIGHUP end a soak after the current edit, with its report.
enum SoakInterruption {
  private static let flag = Atomic(false)

  static var isRequested: Bool { flag.load(ordering: .acquiring) }

  static func handleSignals() {
    // Initializes the global, which a signal handler must not do.
    flag.store(false, ordering: .releasing)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number) { _ in SoakInterruption.flag.store(true, ordering: .releasing) }
    }
  }
}
