import Glibc

/// The state of a process as a letter of proc(5): `R` running, `S` sleeping, `T` stopped, `t` stopped by a debugger, `Z`
/// ended but not reaped. Returns nil if there is no process of that number.
public func stateOfProcess(_ pid: pid_t) -> Character? { statusWords(of: pid)?.first?.first }

/// Whether a process has ended or is on its way: the kernel takes its memory and files back, which may last on a busy machine.
/// Its first thread tells it, as the one that no process of this project ends alone.
func isEnding(_ pid: pid_t) -> Bool {
  guard let words = statusWords(of: pid), words.count > 6, let flags = UInt(words[6]) else { return true }
  let exiting: UInt = 0x4  // PF_EXITING of the kernel
  return words[0] == "Z" || words[0] == "X" || flags & exiting != 0
}

/// The number of the process that started another, or took it over. Nil if there is no process of that number.
func parentOfProcess(_ pid: pid_t) -> pid_t? { statusWords(of: pid)?.dropFirst().first.flatMap { pid_t($0) } }

/// What follows the name in `/proc/PID/stat`: the state, the parent and so on.
private func statusWords(of pid: pid_t) -> [Substring]? {
  guard let text = try? DiskFile.readText("/proc/\(pid)/stat"),
    // The name of the program, in parentheses, may contain anything.
    let nameEnd = text.lastIndex(of: ")")
  else { return nil }
  return text[nameEnd...].dropFirst().split(separator: " ")
}

/// Whether a debugger is attached to this process, so that its calls take as long as the user looks at them.
public var isDebuggerAttached: Bool { hasTracer("self") }

/// The same for another process, whether the debugger has stopped it or lets it run.
public func isDebuggerAttached(to process: pid_t) -> Bool { hasTracer(String(process)) }

private func hasTracer(_ name: String) -> Bool {
  guard let status = try? DiskFile.readText("/proc/\(name)/status"),
    let line = status.split(separator: "\n").first(where: { $0.hasPrefix("TracerPid:") })
  else { return false }
  return line.split(separator: "\t").last != "0"
}
