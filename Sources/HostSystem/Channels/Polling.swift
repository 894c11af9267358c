import Glibc

/// Waits until a descriptor has something to read, or its other end is closed.
/// - Returns: false if the deadline came first.
@discardableResult
public func waitUntilReadable(_ descriptor: Int32, until deadline: Deadline = .never) -> Bool {
  while true {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let count = unsafe poll(&entry, 1, deadline.pollTimeout)
    if count > 0 { return true }
    if count < 0 && errno != EINTR { return true }
    if deadline.hasPassed { return false }
  }
}

/// Waits until the other end of a socket or pipe is closed. Data that arrives meanwhile is left unread.
public func waitUntilClosed(_ descriptor: Int32) {
  // Without events, poll(2) reports only errors and the hang-up.
  var entry = pollfd(fd: descriptor, events: 0, revents: 0)
  while unsafe poll(&entry, 1, -1) <= 0 {}
}
