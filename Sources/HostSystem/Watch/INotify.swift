import CHostSystem
import Glibc
import SystemPackage

/// Reports of changes in folders, and of files in them that are opened, by inotify(7). Used by one thread; ``wakeUp`` ends its
/// wait from another.
public struct INotify: ~Copyable {
  public struct Report: Sendable {
    /// As returned by ``INotify/watch(_:)``.
    public let watch: Int32
    private let mask: UInt32
    /// Name within the watched folder; empty for a report about the folder itself.
    public let name: String

    init(watch: Int32, mask: UInt32, name: String) {
      self.watch = watch
      self.mask = mask
      self.name = name
    }

    private func has(_ bits: UInt32) -> Bool { mask & bits != 0 }

    public var isAboutFolder: Bool { has(UInt32(IN_ISDIR)) }
    /// Reports were lost because the kernel's queue was full.
    public var isOverflow: Bool { has(UInt32(IN_Q_OVERFLOW)) }
    /// Made, or moved to here.
    public var isArrival: Bool { has(UInt32(IN_CREATE) | UInt32(IN_MOVED_TO)) }
    /// Deleted, or moved away.
    public var isRemoval: Bool { has(UInt32(IN_DELETE) | UInt32(IN_MOVED_FROM)) }
    /// A program has opened the file to write and may write more.
    public var isWriting: Bool { has(UInt32(IN_MODIFY) | UInt32(IN_CREATE)) }
    /// The content is complete: closed after writing, or moved to here.
    public var isComplete: Bool { has(UInt32(IN_CLOSE_WRITE) | UInt32(IN_MOVED_TO)) }
    /// A program has opened the file or folder, to read or to write.
    public var isOpening: Bool { has(UInt32(IN_OPEN)) }
    /// The watched folder itself was deleted or moved.
    public var endsWatch: Bool { has(UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF) | UInt32(IN_IGNORED)) }
  }

  private static let mask =
    UInt32(IN_CLOSE_WRITE) | UInt32(IN_MODIFY) | UInt32(IN_CREATE) | UInt32(IN_DELETE)
    | UInt32(IN_MOVED_FROM) | UInt32(IN_MOVED_TO) | UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF)
    | UInt32(IN_OPEN) | UInt32(IN_ONLYDIR) | UInt32(IN_EXCL_UNLINK)

  private let queue: OwnedDescriptor
  /// Signal it from any thread to end a ``wait(until:)``.
  public let wakeUp: WakePipe
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)

  public init() throws(Errno) {
    let wakeUp = try WakePipe()
    let number = inotify_init1(Int32(O_NONBLOCK | O_CLOEXEC))
    if number < 0 { throw Errno(rawValue: errno) }
    self.wakeUp = wakeUp
    queue = OwnedDescriptor(owning: number)
  }

  /// Starts to report on a folder, without those below it. Nil if the folder does not exist.
  public func watch(_ folder: String) throws(Errno) -> Int32? {
    let watch = unsafe inotify_add_watch(queue.number, folder, INotify.mask)
    if watch >= 0 { return watch }
    if [ENOENT, ENOTDIR].contains(errno) { return nil }
    throw Errno(rawValue: errno)
  }

  public func unwatch(_ watch: Int32) { _ = inotify_rm_watch(queue.number, watch) }

  /// Waits for a report, a wake-up, or the deadline.
  public func wait(until deadline: Deadline) {
    var descriptors = [
      pollfd(fd: queue.number, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wakeUp.readEnd, events: Int16(POLLIN), revents: 0),
    ]
    // poll(2) counts whole milliseconds, of which a burst of saves takes one.
    _ = unsafe host_poll(&descriptors, 2, deadline.timeLeft.map { Int64(clamping: $0) } ?? -1)
    while !wakeUp.drain().isEmpty {}
  }

  /// The reports since the last call, oldest first. Does not wait.
  public mutating func reports() -> [Report] {
    var reports: [Report] = []
    while true {
      let number = queue.number
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(number, $0.baseAddress, $0.count) }
      if count <= 0 { return reports }
      unsafe buffer.withUnsafeBytes { bytes in
        var offset = 0
        // Each event is a 16-byte header (watch, mask, cookie, length) and a name padded with NULs.
        while offset + 16 <= count {
          let watch = unsafe bytes.load(fromByteOffset: offset, as: Int32.self)
          let mask = unsafe bytes.load(fromByteOffset: offset + 4, as: UInt32.self)
          let length = Int(unsafe bytes.load(fromByteOffset: offset + 12, as: UInt32.self))
          let name = unsafe bytes[(offset + 16)..<(offset + 16 + length)].prefix { $0 != 0 }
          unsafe reports.append(Report(watch: watch, mask: mask, name: String(decoding: name, as: UTF8.self)))
          offset += 16 + length
        }
      }
    }
  }
}
