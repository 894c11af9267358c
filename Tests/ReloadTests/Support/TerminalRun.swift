import Foundation
import Glibc

/// A program in a real terminal: a tmux server of its own, to which keys are sent and whose screen is read.
final class TerminalRun {
  private let socket = "hotloop-\(UUID().uuidString)"

  /// Starts a shell at `columns` × `rows`, without the user's settings.
  init(in folder: URL, columns: Int = 80, rows: Int = 24) throws {
    // system(3), because the server inherits all descriptors: with Foundation's Process it would inherit the one whose
    // closing reports the exit, and the wait would not end.
    let command =
      "tmux -L \(socket) -f /dev/null new-session -d -x \(columns) -y \(rows) -c '\(folder.path)' "
      + "\"env LC_ALL=C.UTF-8 COLORTERM=truecolor PS1='ready$ ' sh\" > /dev/null 2>&1"
    guard unsafe system(command) == 0 else { throw TestFailure("cannot start: \(command)") }
    try wait(for: "ready$")
  }

  deinit { _ = try? tmux("kill-server") }

  /// Types a line and presses enter.
  func type(_ line: String) throws {
    try tmux("send-keys", "-l", line)
    try tmux("send-keys", "Enter")
  }

  /// Sends bytes as the terminal does, such as reports of the mouse.
  func send(_ bytes: String) throws { try tmux("send-keys", "-l", bytes) }

  /// Sends the content of a file at once, as a terminal that does not mark what is pasted.
  func paste(_ file: String) throws {
    try tmux("load-buffer", file)
    try tmux("paste-buffer", "-r", "-d")
  }

  /// Presses keys by their tmux names: `F5`, `C-z`, `q`.
  func press(_ keys: String...) throws {
    for key in keys { try tmux("send-keys", key) }
  }

  func resize(columns: Int, rows: Int) throws {
    try tmux("resize-window", "-x", "\(columns)", "-y", "\(rows)")
  }

  /// Closes the window: the programs in it lose their terminal.
  func close() throws { try tmux("kill-server") }

  func screen() throws -> String { try tmux("capture-pane", "-p") }

  /// The path of the terminal.
  func device() throws -> String {
    try tmux("display-message", "-p", "#{pane_tty}").trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Whether the bell rang since the start.
  func bellHasRung() throws -> Bool {
    try tmux("display-message", "-p", "#{window_bell_flag}").hasPrefix("1")
  }

  /// Waits until the screen shows a text, and returns the screen.
  @discardableResult
  func wait(for text: String) throws -> String {
    try wait("for “\(text)”") { $0.contains(text) }
  }

  @discardableResult
  func wait(until gone: String) throws -> String {
    try wait("until “\(gone)” is gone") { !$0.contains(gone) }
  }

  /// A terminal does not report changes of its screen, so this polls, with a generous timeout.
  @discardableResult
  func wait(_ what: String, until holds: (String) -> Bool) throws -> String {
    let deadline = Date(timeIntervalSinceNow: EventStream.timeout)
    while true {
      let current = try screen()
      if holds(current) { return current }
      guard Date() < deadline else { throw TestFailure("timed out waiting \(what); the screen:\n\(current)") }
      poll(nil, 0, 20)
    }
  }

  @discardableResult
  private func tmux(_ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["tmux", "-L", socket] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw TestFailure("tmux \(arguments.joined(separator: " ")): \(text)")
    }
    return text
  }
}
