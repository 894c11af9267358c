import WorldState

/// The messages of services that a tick receives, in the order in which they were sent. Part of its input: a recording has them,
/// so that the tick can be computed again without the services.
public struct TickMessages: Sendable, Equatable, Codable {
  /// Messages of one service that follow each other.
  public struct Run: Sendable, Equatable, Codable {
    /// `MODULE/NAME`.
    public var service: String
    /// A hash of the layout of a message.
    public var layout: UInt64
    /// The bytes of a message, at least 1.
    public var size: Int
    /// The messages, one behind the other.
    public var bytes: [UInt8]

    public init(service: String, layout: UInt64, size: Int, bytes: [UInt8]) {
      self.service = service
      self.layout = layout
      self.size = size
      self.bytes = bytes
    }
  }

  public private(set) var runs: [Run] = []

  public init() {}

  /// The hash of a layout that is described by a text.
  public static func hash(ofLayout text: String) -> UInt64 { StableHasher.hash(of: Array(text.utf8)) }

  public var isEmpty: Bool { runs.isEmpty }

  /// The memory of the messages in bytes.
  var byteCount: Int { runs.reduce(0) { $0 + $1.bytes.count + $1.service.utf8.count + 64 } }

  public mutating func append(_ run: Run) {
    if let last = runs.last, last.service == run.service, last.layout == run.layout, last.size == run.size {
      runs[runs.count - 1].bytes += run.bytes
    } else {
      runs.append(run)
    }
  }

  /// The messages of a service that have a layout.
  public func bytes(of service: String, layout: UInt64, size: Int) -> [UInt8] {
    runs.reduce(into: []) { bytes, run in
      if run.service == service, run.layout == layout, run.size == size { bytes += run.bytes }
    }
  }

  /// How many messages a service sent with another layout.
  public func foreignCount(of service: String, layout: UInt64) -> Int {
    runs.reduce(0) { $0 + ($1.service == service && $1.layout != layout ? $1.bytes.count / $1.size : 0) }
  }
}
