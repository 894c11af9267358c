import CGameABI
import Engine
import HostSystem
import Synchronization
import Testing
import Timeline
import Waiting

@testable import HotReload

/// Services without a game: their life and their messages.
@Suite("Services")
struct ServiceTests {
  private let runner = ServiceRunner()
  private let reports = Reports()

  /// What was reported, in order.
  private final class Reports: Sendable {
    private let texts = Mutex<[String]>([])

    func append(_ text: String) { texts.withLock { $0.append(text) } }

    /// Waits for a report, and takes it and all before it out.
    func next(_ text: String) async -> Bool {
      await eventually {
        texts.withLock { texts in
          guard let index = texts.firstIndex(of: text) else { return false }
          texts.removeSubrange(...index)
          return true
        }
      }
    }

    var rest: [String] { texts.withLock { $0 } }
  }

  init() {
    runner.onReport { [reports] report in
      switch report.what {
      case .started: reports.append("started \(report.run?.generation ?? 0)")
      case .ended(.returned, _): reports.append("ended \(report.run?.generation ?? 0)")
      case .ended(.failed(let reason, _), _): reports.append("failed: \(reason)")
      case .ended(.crashed, _): reports.append("crashed")
      case .hung: reports.append("hung \(report.run?.generation ?? 0)")
      case .overflow(let waiting): reports.append("overflow at \(waiting)")
      case .foreignMessages: reports.append("foreign")
      }
    }
  }

  /// The code of a service, as an image passes it.
  private final class Body: Sendable {
    let run: @Sendable (BackgroundService, ServiceRun) throws -> Void
    let runner: ServiceRunner
    let onDiscard: @Sendable () -> Void

    init(
      _ runner: ServiceRunner, _ onDiscard: @escaping @Sendable () -> Void,
      _ run: @escaping @Sendable (BackgroundService, ServiceRun) throws -> Void
    ) {
      (self.runner, self.onDiscard, self.run) = (runner, onDiscard, run)
    }
  }

  private func launch(
    generation: UInt64 = 1, layout: UInt64 = 7, limit: UInt32 = 30_000,
    onDiscard: @escaping @Sendable () -> Void = {},
    _ run: @escaping @Sendable (BackgroundService, ServiceRun) throws -> Void
  ) -> ServiceLaunch {
    var code = unsafe ServiceCode()
    unsafe code.limit = limit
    unsafe code.body = Unmanaged.passRetained(Body(runner, onDiscard, run)).toOpaque()
    unsafe code.run = { body, handle, reason, _ in
      let body = unsafe Unmanaged<Body>.fromOpaque(body!).takeRetainedValue()
      guard let (service, run) = body.runner.run(handle) else { return HotloopStatusFailed }
      do {
        try body.run(service, run)
        return HotloopStatusOK
      } catch {
        for (index, byte) in Array("\(error)".utf8).enumerated() { unsafe reason![index] = CChar(byte) }
        return HotloopStatusFailed
      }
    }
    unsafe code.discard = { body in
      let body = unsafe Unmanaged<Body>.fromOpaque(body!).takeRetainedValue()
      body.onDiscard()
    }
    let description = ServiceDescription(
      name: "Game/s", receivedLayout: layout, receivedSize: 1, sentLayout: layout, sentSize: 1)
    return unsafe ServiceLaunch(description, code, generation: generation, image: "")
  }

  /// Receives messages until it is to end, and sends each back, plus an offset.
  private func echo(_ offset: UInt8 = 0) -> @Sendable (BackgroundService, ServiceRun) -> Void {
    { service, run in
      var byte: UInt8 = 0
      while unsafe service.receive(run, &byte, .never) == HotloopStatusOK {
        _ = service.reply(run, [byte &+ offset])
      }
    }
  }

  private func message(_ byte: UInt8, layout: UInt64 = 7) -> MessageQueue.Message {
    MessageQueue.Message(layout: layout, bytes: [byte])
  }

  /// The bytes that arrive, until there are so many.
  private func take(_ count: Int) async -> [UInt8] {
    var bytes: [UInt8] = []
    _ = await eventually {
      bytes += runner.takeMessages().bytes(of: "Game/s", layout: 7, size: 1)
      return bytes.count >= count
    }
    return bytes
  }

  @Test("A service runs once, whatever starts it again, and starts again when it has ended")
  func start() async {
    let service = runner.service("Game/s")
    let discarded = Latch()
    service.start(launch(echo()), .ifNotRunning)
    #expect(await reports.next("started 1"))
    service.start(launch(generation: 2, onDiscard: { discarded.open() }, echo(1)), .ifNotRunning)
    #expect(await eventually { discarded.isOpen })
    for byte in 0..<100 as Range<UInt8> { service.post(message(byte)) }
    #expect(await take(100) == Array(0..<100))
    #expect(service.status(now: 0).generation == 1)
    service.stop(within: .seconds(30))
    #expect(await reports.next("ended 1"))
    #expect(service.status(now: 0).state == .ended && runner.threads.isEmpty)
    service.start(launch(generation: 3, echo(1)), .ifNotRunning)
    service.post(message(1))
    #expect(await take(1) == [2])
    runner.endAll(within: .seconds(30))
    #expect(await reports.next("ended 3"))
  }

  @Test("Messages wait for a service, and none is lost or doubled in 100 restarts")
  func restarts() async {
    let service = runner.service("Game/s")
    var sent: [UInt8] = []
    var received: [UInt8] = []
    for round in 0..<100 {
      for byte in 0..<10 as Range<UInt8> {
        service.post(message(byte))
        sent.append(byte)
      }
      service.start(launch(generation: UInt64(round + 1), echo()), .anew)
      received += runner.takeMessages().bytes(of: "Game/s", layout: 7, size: 1)
    }
    received += await take(sent.count - received.count)
    #expect(received == sent)
    runner.endAll(within: .seconds(30))
    #expect(service.status(now: 0).received == 1000 && service.status(now: 0).sent == 1000)
    #expect(runner.threads.isEmpty)
  }

  @Test("One that does not end in time is reported and left alone; what it sends then does not arrive")
  func hang() async {
    let service = runner.service("Game/s")
    let release = Latch()
    let isReleased = Latch()
    service.start(
      launch { service, run in
        release.wait()
        #expect(!service.reply(run, [9]))
        isReleased.open()
      }, .ifNotRunning)
    #expect(await reports.next("started 1"))
    service.start(launch(generation: 2, limit: 1, echo()), .anew)
    #expect(await reports.next("hung 1"))
    #expect(await reports.next("started 2"))
    #expect(service.status(now: 0).left == [1])
    service.post(message(5))
    #expect(await take(1) == [5])
    release.open()
    #expect(await eventually { isReleased.isOpen })
    #expect(await reports.next("ended 1"))
    #expect(service.status(now: 0).left.isEmpty && runner.takeMessages().isEmpty)
    runner.endAll(within: .seconds(30))
  }

  @Test("At the end, one that does not end is reported after the limit, and nothing is started any more")
  func end() async {
    let release = Latch()
    runner.service("Game/s").start(launch { _, _ in release.wait() }, .ifNotRunning)
    runner.endAll(within: .milliseconds(1))
    #expect(reports.rest == ["started 1", "hung 1"])
    runner.perform([.start(launch(generation: 2, echo()), .anew)])
    release.open()
    #expect(await reports.next("ended 1") && reports.rest.isEmpty)
  }

  private struct Failure: Error, CustomStringConvertible { let description: String }

  @Test("After a crash or an error, the same build does not start it again, another one and a restart do")
  func failure() async {
    let service = runner.service("Game/s")
    for start in [ServiceRequests.Start.ifNotRunning, .anew] {
      service.start(launch { _, _ in throw Failure(description: "no port") }, start)
      #expect(await reports.next("failed: no port"))
      #expect(service.status(now: 0).state == .failed)
    }
    service.start(launch(echo()), .ifNotRunning)
    #expect(service.status(now: 0).state == .failed && reports.rest.isEmpty)
    service.start(launch(generation: 2, echo()), .ifNotRunning)
    #expect(await reports.next("started 2"))
    runner.endAll(within: .seconds(30))
  }

  @Test("The game's messages are dropped and reported when too many wait; the service waits instead")
  func limits() async {
    let service = runner.service("Game/s")
    for _ in 0..<MessageQueue.maxCount + 5 { service.post(message(1)) }
    #expect(reports.rest == ["overflow at \(MessageQueue.maxCount)"])
    #expect(service.status(now: 0).dropped == 5 && service.status(now: 0).waiting == MessageQueue.maxCount)
    let count = MessageQueue.maxCount + 100
    service.start(
      launch(generation: 2) { service, run in
        for index in 0..<count { _ = service.reply(run, [UInt8(truncatingIfNeeded: index)]) }
      }, .ifNotRunning)
    #expect(await take(count) == (0..<count).map { UInt8(truncatingIfNeeded: $0) })
    #expect(await reports.next("ended 2"))
  }

  @Test("Messages of another layout than that of the code are dropped and reported once")
  func layouts() async {
    let service = runner.service("Game/s")
    service.start(launch(echo()), .ifNotRunning)
    for _ in 0..<3 { service.post(message(1, layout: 8)) }
    #expect(await reports.next("started 1"))
    #expect(await reports.next("foreign"))
    #expect(reports.rest.isEmpty)
    service.start(launch(generation: 2, layout: 8, echo()), .anew)
    service.post(message(4, layout: 8))
    #expect(await reports.next("started 2"))
    var messages = TickMessages()
    _ = await eventually {
      messages = runner.takeMessages()
      return !messages.isEmpty
    }
    #expect(messages.bytes(of: "Game/s", layout: 8, size: 1) == [4])
    #expect(messages.bytes(of: "Game/s", layout: 7, size: 1).isEmpty)
    #expect(messages.foreignCount(of: "Game/s", layout: 7) == 1)
    runner.endAll(within: .seconds(30))
  }

  @Test("Requests of a call that fails have no effect")
  func requests() {
    let requests = ServiceRequests()
    requests.append(.post("Game/s", message(1)))
    requests.endCall(hasSucceeded: false)
    requests.append(.post("Game/s", message(2)))
    requests.endCall(hasSucceeded: true)
    runner.perform(requests.takeAccepted())
    #expect(runner.service("Game/s").status(now: 0).waiting == 1 && requests.takeAccepted().isEmpty)
  }
}
