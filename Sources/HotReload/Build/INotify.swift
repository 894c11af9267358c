import SystemPackage

#if canImport(Glibc)
  import Glibc
#endif

/// The kernel's reports on folders (inotify(7)), and a way to wake the thread that waits for them. This file
/// makes all the system calls of watching.
struct INotify: ~Copyable {
  struct Report {
    let watch: Int32
    let mask: UInt32
    /// Name within the watched folder; empty where the folder itself is meant.
    let name: String

    func has(_ bits: Int32) -> Bool { mask & UInt32(bitPattern: bits) != 0 }
    var isFolder: Bool { has(Int32(bitPattern: UInt32(IN_ISDIR))) }
    var isOverflow: Bool { has(Int32(bitPattern: UInt32(IN_Q_OVERFLOW))) }
  }

  private static let mask =
    UInt32(IN_CLOSE_WRITE) | UInt32(IN_MODIFY) | UInt32(IN_CREATE) | UInt32(IN_DELETE)
    | UInt32(IN_MOVED_FROM) | UInt32(IN_MOVED_TO) | UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF)
    | UInt32(IN_ONLYDIR) | UInt32(IN_EXCL_UNLINK)

  private let queue: Int32
  /// A pipe: what is written to it ends a ``wait(milliseconds:)``.
  private let wakeRead: Int32
  /// For ``wake(_:)``.
  let wakeDescriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)

  private init(queue: Int32, pipe: [Int32]) {
    self.queue = queue
    wakeRead = pipe[0]
    wakeDescriptor = pipe[1]
  }

  static func open() throws(Errno) -> INotify {
    let queue = inotify_init1(Int32(O_NONBLOCK | O_CLOEXEC))
    if queue < 0 { throw Errno(rawValue: errno) }
    var pipe: [Int32] = [-1, -1]
    guard unsafe Glibc.pipe(&pipe) == 0 else {
      let reason = Errno(rawValue: errno)
      close(queue)
      throw reason
    }
    for end in pipe {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    return INotify(queue: queue, pipe: pipe)
  }

  deinit {
    close(queue)
    close(wakeRead)
    close(wakeDescriptor)
  }

  static func wake(_ descriptor: Int32) {
    // A full pipe wakes as well.
    _ = unsafe write(descriptor, [1], 1)
  }

  /// Nil where the folder does not exist (any more).
  func watch(_ folder: String) throws(Errno) -> Int32? {
    let watch = unsafe inotify_add_watch(queue, folder, INotify.mask)
    if watch >= 0 { return watch }
    if [ENOENT, ENOTDIR].contains(errno) { return nil }
    throw Errno(rawValue: errno)
  }

  func unwatch(_ watch: Int32) { _ = inotify_rm_watch(queue, watch) }

  /// Waits until something is reported, somebody wakes it, or the time is over (nil: no limit).
  func wait(milliseconds: Int32?) {
    var descriptors = [
      pollfd(fd: queue, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wakeRead, events: Int16(POLLIN), revents: 0),
    ]
    _ = unsafe poll(&descriptors, 2, milliseconds ?? -1)
    var discarded = [UInt8](repeating: 0, count: 64)
    while unsafe read(wakeRead, &discarded, discarded.count) > 0 {}
  }

  /// What has been reported since the last call, in order. Does not wait.
  mutating func reports() -> [Report] {
    var reports: [Report] = []
    while true {
      let queue = queue
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(queue, $0.baseAddress, $0.count) }
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

  /// CLOCK_MONOTONIC in nanoseconds.
  static var now: UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
