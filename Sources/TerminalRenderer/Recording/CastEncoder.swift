import Engine

/// Encodes pictures as an asciinema recording, version 2: lines of JSON. The first describes the terminal; each other has a
/// time in seconds, a kind and the data. https://docs.asciinema.org/manual/asciicast/v2/
///
/// One thread.
public final class CastEncoder {
  private let encoder = PictureEncoder()
  private let start: UInt64
  private var size: CellSize

  /// - Parameters:
  ///   - size: of the first picture.
  ///   - time: of the first picture (ns).
  public init(size: CellSize, time: UInt64) {
    self.size = size
    start = time
  }

  /// The first line.
  ///
  /// - Parameter date: the time of the recording, in seconds since 1970; nil omits it.
  public func header(title: String, date: Int64? = nil) -> String {
    var members: [String: JSONValue] = [
      "version": 2, "width": .integer(Int64(size.columns)), "height": .integer(Int64(size.rows)),
      "title": .string(title), "env": ["TERM": "xterm-256color"],
    ]
    if let date { members["timestamp"] = .integer(date) }
    return JSONValue.object(members).line
  }

  /// The lines of the next picture: one if it changed, and another one before it if its size changed.
  public func lines(_ picture: CellBuffer, at time: UInt64) -> [String] {
    var lines: [String] = []
    if picture.size != size {
      size = picture.size
      lines.append(line(time, "r", "\(size.columns)x\(size.rows)"))
    }
    encoder.encode(picture)
    let text = String(decoding: encoder.bytes, as: UTF8.self)
    if !text.isEmpty { lines.append(line(time, "o", text)) }
    return lines
  }

  private func line(_ time: UInt64, _ kind: String, _ data: String) -> String {
    let microseconds = Double((max(time, start) - start) / 1000)
    return JSONValue.array([.number(microseconds / 1e6), .string(kind), .string(data)]).line
  }
}
