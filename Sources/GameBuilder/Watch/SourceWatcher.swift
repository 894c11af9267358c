import HostSystem
import Synchronization
import SystemPackage

/// Watches a game's sources and assets, and reports each burst of saves a few milliseconds after its end. Any thread.
///
/// It waits in the kernel, so it costs nothing while nothing happens. What the kernel does not report (see ``PolledFiles``) is
/// looked at four times a second. Folders that are made later are watched as soon as
/// they exist; so are folders that are deleted and made again.
public final class SourceWatcher: Sendable {
  /// Messages to the thread. The thread refers to the mailbox and not to the watcher, which can be released meanwhile.
  private final class Mailbox: Sendable {
    let mail = Mutex(Mail())
    /// Ends the thread's wait. Nil before it watches.
    let wakeUp = Mutex<WakePipe?>(nil)
  }

  private struct Mail {
    var trees: WatchedTrees?
    var isStopped = false
    var mustCheck = false
    var reportsSources = false
    var mustRescan = false
  }

  private let mailbox = Mailbox()

  /// Starts watching. Every save after this returns is reported.
  ///
  public convenience init(package: GamePackage, _ handlers: WatchHandlers) throws(WatchError) {
    try self.init(trees: WatchedTrees(package: package), handlers)
  }

  init(trees: WatchedTrees, _ handlers: WatchHandlers) throws(WatchError) {
    // The loop cannot leave the thread on which it is made. Wait until it watches, to throw its errors.
    let isReady = Latch()
    let failure = Failure()
    let mailbox = mailbox
    do throws(Errno) {
      try HostThread("hotloop.watch") {
        do throws(WatchError) {
          var loop = try WatchLoop.open(trees)
          mailbox.wakeUp.withLock { $0 = loop.wakeUp }
          isReady.open()
          SourceWatcher.run(&loop, mailbox, handlers)
        } catch {
          failure.error.withLock { $0 = error }
          isReady.open()
        }
      }
    } catch {
      throw .unavailable(reason: "no thread: \(error)")
    }
    isReady.wait()
    if let error = failure.error.withLock({ $0 }) { throw error }
  }

  private final class Failure: Sendable {
    let error = Mutex<WatchError?>(nil)
  }

  deinit { stop() }

  /// Watches the folders of a package whose description changed.
  public func change(to package: GamePackage) {
    send { $0.trees = WatchedTrees(package: package) }
  }

  /// Looks at all files, for saves that the kernel did not report. Returns at once.
  /// - Parameter reportsSources: whether sources are reported, too. A forced build reads them by itself.
  public func check(reportsSources: Bool) {
    send {
      $0.mustCheck = true
      $0.reportsSources = $0.reportsSources || reportsSources
    }
  }

  /// Watches the folders that are at the paths now: others were there before. Reports a rescan. Returns at once.
  public func watchAnew() { send { $0.mustRescan = true } }

  /// Stops watching. A burst that is being delivered is delivered completely; no burst follows.
  public func stop() {
    send { $0.isStopped = true }
  }

  private func send(_ change: (inout Mail) -> Void) {
    mailbox.mail.withLock { change(&$0) }
    mailbox.wakeUp.withLock { $0?.signal() }
  }

  private static func run(
    _ loop: inout WatchLoop, _ mailbox: Mailbox, _ handlers: WatchHandlers
  ) {
    while true {
      let burst = loop.next()
      let mail = mailbox.mail.withLock { mail in
        defer {
          (mail.trees, mail.mustCheck, mail.reportsSources, mail.mustRescan) = (nil, false, false, false)
        }
        return mail
      }
      if mail.isStopped { return }
      if let burst { handlers.onBurst(burst) }
      if let opened = loop.takeOpened() { handlers.onOpening(opened) }
      if let trees = mail.trees { loop.change(to: trees) }
      if mail.mustCheck { loop.check(reportsSources: mail.reportsSources) }
      if mail.mustRescan { loop.watchAnew() }
    }
  }
}
