import Glibc
import Synchronization

/// The wish to end a soak, which then ends in order after the edit under way, with its report: Ctrl-C, SIGTERM.
enum SoakInterruption {
  private static let flag = Atomic(false)

  static var isAskedFor: Bool { flag.load(ordering: .acquiring) }

  /// Takes the signals that would end the program.
  static func listen() {
    // Made here, because a signal handler must not be the first to touch it.
    flag.store(false, ordering: .releasing)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number) { _ in SoakInterruption.flag.store(true, ordering: .releasing) }
    }
  }
}
