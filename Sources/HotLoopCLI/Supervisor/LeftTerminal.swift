import Foundation
import Glibc
import HostSystem

/// How to restore a terminal that a run uses, in a file of the state folder, for the next run: if all processes of a run are
/// killed at once, none of them can do it.
///
/// The file is removed when the terminal is restored. One that is found at the start, for the same terminal, is that of a
/// run that was killed.
struct LeftTerminal: Codable {
  /// Terminals get the same numbers again after the machine was started.
  private let boot: String
  /// The modes before the run (`struct termios`).
  private let mode: [UInt8]
  /// What to write: it ends the keyboard protocol, mouse reports, the alternate screen.
  private var bytes: [UInt8] = []

  /// Nil if standard input is no terminal.
  private init?() {
    var mode = termios()
    guard unsafe tcgetattr(STDIN_FILENO, &mode) == 0 else { return nil }
    self.mode = unsafe withUnsafeBytes(of: &mode) { unsafe Array($0) }
    boot = Self.currentBoot
  }

  private static var currentBoot: String { (try? DiskFile.readText("/proc/sys/kernel/random/boot_id")) ?? "" }

  /// Nil if standard input is no terminal.
  private static func record(in state: String) -> JSONRecord<LeftTerminal>? {
    var status = stat()
    guard isatty(STDIN_FILENO) == 1, unsafe fstat(STDIN_FILENO, &status) == 0 else { return nil }
    return JSONRecord(path: "\(state)/terminal-\(status.st_rdev).json")
  }

  /// Records the terminal while this run uses it. To be called before its modes are changed.
  /// - Returns: takes the bytes that restore the terminal whenever they change; none if there is nothing to restore.
  static func recorder(in state: String) -> (@Sendable ([UInt8]) -> Void)? {
    guard let record = record(in: state), let terminal = LeftTerminal() else { return nil }
    return { bytes in
      if bytes.isEmpty { return DiskFile.remove(record.path) }
      var terminal = terminal
      terminal.bytes = bytes
      record.write(terminal)
    }
  }

  /// Removes the record: the terminal was restored by other means.
  static func forget(in state: String) {
    if let record = record(in: state) { DiskFile.remove(record.path) }
  }

  /// Restores this terminal if a run that was killed has left it.
  /// - Returns: whether there was something to restore.
  static func restore(in state: String) -> Bool {
    guard let record = record(in: state), let terminal = record.read() else { return false }
    // A run in the background uses it.
    do throws(SocketError) { try UnixSocket.requireUnused(path: state + "/control.sock") } catch {
      return false
    }
    DiskFile.remove(record.path)
    guard terminal.boot == currentBoot, terminal.mode.count == MemoryLayout<termios>.size else {
      return false
    }
    _ = unsafe write(STDOUT_FILENO, terminal.bytes, terminal.bytes.count)
    var current = termios()
    guard unsafe tcgetattr(STDIN_FILENO, &current) == 0 else { return true }
    // `stty sane` and `reset` may have set other modes meanwhile; those are the user's.
    if current.c_lflag & tcflag_t(ICANON) == 0 {
      unsafe withUnsafeMutableBytes(of: &current) { unsafe $0.copyBytes(from: terminal.mode) }
      // Discards input that was meant for the killed run, and answers of the terminal to it.
      _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &current)
    }
    return true
  }
}
