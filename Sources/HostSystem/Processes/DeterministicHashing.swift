import Glibc

/// Swift seeds the hashes of each process at random, so that a `Set` or a `Dictionary` has another order in each run. A world
/// that such an order went into would differ between two runs of one seed, between a trial and the game, and after a resume.
///
/// The runtime reads the variable before any code of the program: every process that plays or tries a game is started with it.
public enum DeterministicHashing {
  private static let name = "SWIFT_DETERMINISTIC_HASHING"
  /// `NAME=value`.
  public static let environment = name + "=1"
  /// The opposite, for a process that is to find out whether code depends on such an order.
  public static let randomEnvironment = name + "=0"

  /// Whether this process was started with it.
  public static var isOn: Bool {
    // The runtime compares with 0 and the empty string in the same way.
    guard let value = unsafe getenv(name) else { return false }
    return unsafe atoi(value) != 0
  }

  /// Starts this program again in this process, with the same arguments.
  /// - Returns: only if that fails; hashes stay random then.
  public static func restartProgram(_ arguments: [String]) {
    unsafe setenv(name, "1", 1)
    var words = unsafe arguments.map { unsafe strdup($0) } + [nil]
    _ = unsafe execv("/proc/self/exe", &words)
    for index in unsafe words.indices { unsafe free(words[index]) }
  }
}
