import CGameABI
import Engine
import HostSystem
import Timeline

/// The functions of `HostTable` for services.
extension HostServices {
  /// The game may start and stop services and send messages to them, in a callback.
  private func request(_ what: String, _ description: ServiceDescription) -> Bool {
    guard errors.isCalling else {
      log(
        LogLevelError,
        "service \(description.name): \(what) has no effect outside the callbacks of the game, such as on another thread"
      )
      return false
    }
    // The launch that is dropped frees what the game has captured.
    return !isTrial && !isReplaying
  }

  func startService(
    _ info: UnsafePointer<ServiceInfo>?, _ code: UnsafePointer<ServiceCode>?
  ) -> HotloopStatus {
    guard let code = unsafe code, unsafe Int(code.pointee.struct_size) >= MemoryLayout<ServiceCode>.size
    else {
      return HotloopStatusFailed
    }
    guard let description = unsafe describe(info) else {
      unsafe code.pointee.discard?(code.pointee.body)
      return HotloopStatusFailed
    }
    let launch = unsafe ServiceLaunch(
      description, code.pointee, generation: caller.generation, image: caller.image)
    if request("start", description) {
      let restarts = unsafe code.pointee.restarts != 0
      serviceRequests.append(.start(launch, restarts ? isTakingOver ? .inNewCode : .anew : .ifNotRunning))
    }
    return HotloopStatusOK
  }

  func stopService(_ info: UnsafePointer<ServiceInfo>?, limit: UInt32) {
    guard let description = unsafe describe(info), request("stop", description) else { return }
    serviceRequests.append(.stop(description.name, limit: .milliseconds(Int64(limit))))
  }

  func send(_ info: UnsafePointer<ServiceInfo>?, _ message: UnsafeRawPointer?) {
    guard let message = unsafe message, let description = unsafe describe(info), description.receivedSize > 0,
      request("send", description)
    else { return }
    let bytes = unsafe Array(UnsafeRawBufferPointer(start: message, count: description.receivedSize))
    serviceRequests.append(
      .post(description.name, MessageQueue.Message(layout: description.receivedLayout, bytes: bytes)))
  }

  /// - Returns: the bytes of all messages of the service in this tick.
  func copyMessages(
    _ info: UnsafePointer<ServiceInfo>?, _ memory: UnsafeMutableRawPointer?, capacity: Int
  ) -> Int {
    if messages.isEmpty { return 0 }
    guard let description = unsafe describe(info), description.sentSize > 0 else { return 0 }
    let layout = description.sentLayout
    let bytes = messages.bytes(of: description.name, layout: layout, size: description.sentSize)
    let foreign = messages.foreignCount(of: description.name, layout: layout)
    if foreign > 0, unsafe memory == nil, !isReplaying, foreignMessages.insert(description.name).inserted {
      log(
        LogLevelWarning,
        "service \(description.name): \(foreign) message\(foreign == 1 ? "" : "s") of another layout dropped: "
          + "its code was compiled with another type of the message; restart it in the new build")
    }
    if let memory = unsafe memory {
      unsafe bytes.withUnsafeBytes { bytes in
        guard let start = bytes.baseAddress else { return }
        unsafe memory.copyMemory(from: start, byteCount: min(bytes.count, capacity))
      }
    }
    return bytes.count
  }

  private func describe(_ info: UnsafePointer<ServiceInfo>?) -> ServiceDescription? {
    guard let info = unsafe info, unsafe Int(info.pointee.struct_size) >= MemoryLayout<ServiceInfo>.size
    else {
      return nil
    }
    do throws(ServiceDefect) { return unsafe try ServiceDescription(info.pointee) } catch {
      log(LogLevelError, error.description)
      return nil
    }
  }
}

/// Why a service cannot be what the game describes.
private struct ServiceDefect: Error, CustomStringConvertible {
  let description: String
}

extension ServiceDescription {
  private static let maxNameLength = 64

  fileprivate init(_ info: ServiceInfo) throws(ServiceDefect) {
    guard let module = unsafe info.module, let name = unsafe info.name else {
      throw ServiceDefect(description: "a service needs a module and a name")
    }
    let (text, owner) = unsafe (String(cString: name), String(cString: module))
    guard (1...Self.maxNameLength).contains(text.utf8.count),
      !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
    else {
      throw ServiceDefect(
        description:
          "'\(text)' cannot be the name of a service: use 1 to \(Self.maxNameLength) bytes without control characters"
      )
    }
    let (received, sent) = unsafe (Int(info.received_size), Int(info.sent_size))
    guard max(received, sent) <= Int(HOTLOOP_MAX_MESSAGE_BYTES) else {
      throw ServiceDefect(
        description: "service \(owner)/\(text): a message has \(max(received, sent)) bytes, and at most "
          + "\(Int(HOTLOOP_MAX_MESSAGE_BYTES)) are possible; send it in parts")
    }
    self.init(
      name: "\(owner)/\(text)", receivedLayout: unsafe Self.hash(info.received_layout),
      receivedSize: received,
      sentLayout: unsafe Self.hash(info.sent_layout), sentSize: sent)
  }

  private static func hash(_ text: UnsafePointer<CChar>?) -> UInt64 {
    guard let text = unsafe text else { return 0 }
    return unsafe TickMessages.hash(ofLayout: String(cString: text))
  }
}

// MARK: For the threads of services

extension HostServices {
  func receive(_ handle: UInt64, _ memory: UnsafeMutableRawPointer?, limit: Int64) -> HotloopStatus {
    guard let memory = unsafe memory, let (service, run) = runner.run(handle) else {
      return HotloopStatusFailed
    }
    return unsafe service.receive(run, memory, .after(nanoseconds: limit))
  }

  func reply(_ handle: UInt64, _ message: UnsafeRawPointer?) -> HotloopStatus {
    guard let message = unsafe message, let (service, run) = runner.run(handle) else {
      return HotloopStatusFailed
    }
    let size = run.launch.description.sentSize
    // A message without content.
    if size == 0 { return HotloopStatusOK }
    let bytes = unsafe Array(UnsafeRawBufferPointer(start: message, count: size))
    return service.reply(run, bytes) ? HotloopStatusOK : HotloopStatusFailed
  }

  func isEnding(_ handle: UInt64, limit: Int64) -> Bool {
    guard let (service, run) = runner.run(handle) else { return true }
    return service.isEnding(run, .after(nanoseconds: limit))
  }
}

extension Deadline {
  /// - Parameter limit: for ever if it is negative.
  fileprivate static func after(nanoseconds limit: Int64) -> Deadline {
    limit < 0 ? .never : .after(.nanoseconds(limit))
  }
}
