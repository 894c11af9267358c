import CGameABI

/// The services of the host.
extension Host {
  static func startService<Received, Sent>(
    _ service: Service<Received, Sent>, restarts: Bool, limit: Duration,
    _ body: @escaping @Sendable (ServiceEnd<Received, Sent>) throws -> Void
  ) {
    guard let table = unsafe table, let start = unsafe table.pointee.service_start else {
      Log.error("service '\(service.name)': this host has no services: it is older than the game; update it")
      return
    }
    if let defect = PlainLayout.of(Received.self).defect ?? PlainLayout.of(Sent.self).defect {
      Log.error("service '\(service.name)' is not started: \(defect)")
      return
    }
    let box = ServiceBody { try body(ServiceEnd(handle: $0)) }
    var code = unsafe ServiceCode()
    unsafe code.struct_size = UInt32(MemoryLayout<ServiceCode>.size)
    unsafe code.restarts = restarts ? 1 : 0
    unsafe code.limit = limit.milliseconds
    unsafe code.run = { body, handle, reason, capacity in
      // The host calls one of the two functions, once.
      let body = unsafe Unmanaged<ServiceBody>.fromOpaque(body!).takeRetainedValue()
      return unsafe body.run(handle, reason, capacity)
    }
    unsafe code.discard = { unsafe Unmanaged<ServiceBody>.fromOpaque($0!).release() }
    unsafe code.body = Unmanaged.passRetained(box).toOpaque()
    unsafe service.withInfo { info in
      _ = unsafe withUnsafePointer(to: code) { unsafe start(table.pointee.context, info, $0) }
    }
  }

  static func stopService<Received, Sent>(_ service: Service<Received, Sent>, limit: Duration) {
    guard let table = unsafe table, let stop = unsafe table.pointee.service_stop else { return }
    unsafe service.withInfo { unsafe stop(table.pointee.context, $0, limit.milliseconds) }
  }

  static func send<Received, Sent>(_ message: Received, to service: Service<Received, Sent>) {
    guard let table = unsafe table, let send = unsafe table.pointee.service_send else { return }
    unsafe service.withInfo { info in
      unsafe MessageBytes.of(message) { unsafe send(table.pointee.context, info, $0) }
    }
  }

  static func messages<Received, Sent>(from service: Service<Received, Sent>) -> [Sent] {
    guard let table = unsafe table, let messages = unsafe table.pointee.service_messages else { return [] }
    return unsafe service.withInfo { info in
      let size = unsafe messages(table.pointee.context, info, nil, 0)
      let count = size / MemoryLayout<Sent>.stride
      if count == 0 { return [] }
      return unsafe [Sent](unsafeUninitializedCapacity: count) { elements, initialized in
        _ = unsafe messages(table.pointee.context, info, elements.baseAddress, size)
        initialized = count
      }
    }
  }

  enum Reception<Message> {
    case message(Message)
    case none, end
  }

  /// - Parameter limit: nil for any time.
  static func receive<Message: BitwiseCopyable>(
    _ type: Message.Type, _ handle: UInt64, limit: Duration?
  ) -> Reception<Message> {
    guard let table = unsafe table, let receive = unsafe table.pointee.service_receive else { return .end }
    return unsafe withUnsafeTemporaryAllocation(of: type, capacity: 1) { memory in
      let status = unsafe receive(
        table.pointee.context, handle, memory.baseAddress, limit?.nanoseconds ?? -1)
      switch status {
      case HotloopStatusOK: return unsafe .message(memory[0])
      case HotloopStatusNone: return .none
      default: return .end
      }
    }
  }

  static func reply<Message: BitwiseCopyable>(_ message: Message, _ handle: UInt64) -> Bool {
    guard let table = unsafe table, let reply = unsafe table.pointee.service_reply else { return false }
    return unsafe MessageBytes.of(message) {
      unsafe reply(table.pointee.context, handle, $0) == HotloopStatusOK
    }
  }

  static func isServiceEnding(_ handle: UInt64, limit: Duration) -> Bool {
    guard let table = unsafe table, let isEnding = unsafe table.pointee.service_is_ending else { return true }
    return unsafe isEnding(table.pointee.context, handle, limit.nanoseconds) != 0
  }
}

/// The code of a service, which is owned by the host.
private final class ServiceBody: Sendable {
  private let body: @Sendable (UInt64) throws -> Void

  init(_ body: @escaping @Sendable (UInt64) throws -> Void) { self.body = body }

  func run(_ handle: UInt64, _ reason: UnsafeMutablePointer<CChar>?, _ capacity: Int) -> HotloopStatus {
    do {
      try body(handle)
      return HotloopStatusOK
    } catch {
      Host.errorCaught(error)
      guard let reason = unsafe reason, capacity > 0 else { return HotloopStatusFailed }
      let text = Array("\(error)".utf8.prefix(capacity - 1)) + [0]
      for (index, byte) in text.enumerated() { unsafe reason[index] = CChar(bitPattern: byte) }
      return HotloopStatusFailed
    }
  }
}

extension Duration {
  fileprivate var nanoseconds: Int64 { Int64(max(0, min(self / .nanoseconds(1), 9e18))) }
  fileprivate var milliseconds: UInt32 { UInt32(max(0, min(self / .milliseconds(1), 4e9))) }
}
