import HostSystem

/// What to say of a program of the toolchain that could not do its work.
enum ToolText {
  static func unstarted(_ tool: String, _ reason: String) -> String {
    let advice =
      Shortage(output: reason)?.explanation ?? "put it back where it was, or install the toolchain again"
    return "\(tool): cannot be started: \(reason)" + (reason.contains(advice) ? "" : "; \(advice)")
  }

  /// - Parameter output: the end of what it printed.
  static func killed(_ tool: String, by signal: Int32, _ output: String) -> String {
    if let shortage = Shortage(signal: signal, output: output) {
      return "\(tool) was killed by signal \(signal): \(shortage.explanation)"
    }
    return "\(tool) was killed by signal \(signal)"
      + (signal == 9 ? ", as happens when memory runs out" : "; undo the last edit, or save again to retry")
      + (output.isEmpty ? "" : ". It printed:\n\(output)")
  }
}
