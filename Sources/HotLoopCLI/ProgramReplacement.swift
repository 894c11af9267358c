import CommandOptions
import Glibc

enum ProgramReplacement {
  /// Replaces this process by a program, so that signals, the terminal and the exit status are its own.
  /// - Parameter words: its name, which is looked for in PATH, and its arguments.
  /// - Returns: why it cannot be run.
  static func run(_ words: [String]) -> CommandError {
    var strings = unsafe words.map { unsafe strdup($0) } + [nil]
    unsafe execvp(words[0], &strings)
    let reason = unsafe String(cString: strerror(errno))
    return CommandError("\(words[0]) cannot be run (\(reason)); install it, or add it to PATH")
  }
}
