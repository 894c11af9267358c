import Engine
import HostSystem

extension Backtrace {
  /// Lines of source before and after each place.
  private static let excerpt = 12

  /// The frames with the source around them, innermost first. Reads the files. Any thread but the loop's.
  func crashFrames(relativeTo root: String) -> [HostEvent.CrashFrame] {
    var texts: [String: [String]] = [:]
    func lines(of file: String) -> [String] {
      if let known = texts[file] { return known }
      let text = (try? DiskFile.readText(file)) ?? ""
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
        $0.hasSuffix("\r") ? String($0.dropLast()) : String($0)
      }
      texts[file] = text.isEmpty ? [] : lines
      return texts[file] ?? []
    }
    var frames: [HostEvent.CrashFrame] = []
    for frame in self.frames + outerFrames {
      if let last = frames.last, last.function == frame.function, last.line == frame.line {
        frames[frames.count - 1].count += 1
        continue
      }
      var shown = HostEvent.CrashFrame(
        function: frame.function, file: frame.file.map { PathText.relative($0, to: root) }, line: frame.line)
      if let file = frame.file, frame.line > 0 {
        let all = lines(of: file)
        let first = max(1, frame.line - Self.excerpt)
        let last = min(all.count, frame.line + Self.excerpt)
        if first <= last {
          shown.source = Array(all[first - 1..<last])
          shown.firstLine = first
        }
      }
      frames.append(shown)
    }
    return frames
  }
}
