import HostSystem
import Synchronization
import SystemPackage

/// Watches a game's sources and assets, and tells of each burst of saves a few milliseconds after its end.
///
/// It waits in the kernel and costs nothing while nothing happens. Folders that are made later are watched as
/// soon as they are there; folders that are deleted and made again are, too.
public final class SourceWatcher: Sendable {
  private struct Mail {
    var trees: WatchedTrees?
    var stopped = false
    /// Wakes the thread; nil before it watches.
    var wake: WakePipe?
  }

  /// Shared with the thread, which does not hold the watcher itself.
  private final class Mailbox: Sendable {
    let mail = Mutex(Mail())
  }

  private let mailbox = Mailbox()

  /// Starts watching. When this returns, every later save will be reported.
  ///
  /// - Parameter onBurst: called on the watcher's own thread, one burst at a time. While it runs, reports wait
  ///   in the kernel.
  public convenience init(
    package: GamePackage, onBurst: @escaping @Sendable (SourceBurst) -> Void
  ) throws(WatchError) {
    try self.init(trees: WatchedTrees(package: package), onBurst: onBurst)
  }

  init(trees: WatchedTrees, onBurst: @escaping @Sendable (SourceBurst) -> Void) throws(WatchError) {
    // The loop is made on its thread and stays there; the start waits for it, to throw its errors.
    let ready = Latch()
    let mailbox = mailbox
    let outcome = Outcome()
    do throws(Errno) {
      try HostThread("hotloop.watch") {
        do throws(WatchError) {
          var loop = try WatchLoop.open(trees)
          mailbox.mail.withLock { $0.wake = loop.wakeUp }
          ready.open()
          SourceWatcher.run(&loop, mailbox, onBurst)
        } catch {
          outcome.error.withLock { $0 = error }
          ready.open()
        }
      }
    } catch {
      throw .unavailable(reason: "no thread: \(error)")
    }
    ready.wait()
    if let error = outcome.error.withLock({ $0 }) { throw error }
  }

  private final class Outcome: Sendable {
    let error = Mutex<WatchError?>(nil)
  }

  deinit { stop() }

  /// Watches the folders of a package that has changed (Package.swift was saved).
  public func change(to package: GamePackage) {
    send { $0.trees = WatchedTrees(package: package) }
  }

  /// Ends watching. A burst that is being delivered is delivered to its end; none follows.
  public func stop() {
    send { $0.stopped = true }
  }

  private func send(_ change: (inout Mail) -> Void) {
    mailbox.mail.withLock { mail in
      change(&mail)
      mail.wake?.signal()
    }
  }

  private static func run(
    _ loop: inout WatchLoop, _ mailbox: Mailbox, _ onBurst: @Sendable (SourceBurst) -> Void
  ) {
    while true {
      let burst = loop.next()
      let (trees, stopped) = mailbox.mail.withLock { mail in
        defer { mail.trees = nil }
        return (mail.trees, mail.stopped)
      }
      if stopped { return }
      if let burst { onBurst(burst) }
      if let trees { loop.change(to: trees) }
    }
  }
}
