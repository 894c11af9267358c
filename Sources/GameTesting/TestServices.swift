import CGameABI
import Timeline

/// The services of a run in a test. No thread runs: the test stands for them.
struct TestServices {
  /// Those that the game has started and not stopped.
  var running: Set<String> = []
  /// What the next tick receives, and what the present one has received.
  var next = TickMessages()
  var now = TickMessages()
  /// By the service, what the game has sent to it.
  var sent: [String: TickMessages] = [:]
}

extension TestHost {
  func setServicesOfGame(_ table: UnsafeMutablePointer<HostTable>) {
    unsafe table.pointee.service_start = { context, info, code in
      guard let info = unsafe info, let code = unsafe code else { return HotloopStatusFailed }
      unsafe code.pointee.discard(code.pointee.body)
      unsafe TestHost.from(context).services.running.insert(info.pointee.fullName)
      return HotloopStatusOK
    }
    unsafe table.pointee.service_stop = { context, info, _ in
      guard let info = unsafe info else { return }
      unsafe TestHost.from(context).services.running.remove(info.pointee.fullName)
    }
    unsafe table.pointee.service_send = { context, info, message in
      guard let info = unsafe info?.pointee, let message = unsafe message else { return }
      let run = unsafe TickMessages.Run(
        service: info.fullName, layout: TickMessages.hash(ofLayout: String(cString: info.received_layout)),
        size: Int(info.received_size),
        bytes: Array(UnsafeRawBufferPointer(start: message, count: Int(info.received_size))))
      unsafe TestHost.from(context).services.sent[info.fullName, default: TickMessages()].append(run)
    }
    unsafe table.pointee.service_messages = { context, info, memory, capacity in
      guard let info = unsafe info?.pointee else { return 0 }
      let bytes = unsafe TestHost.from(context).services.now.bytes(
        of: info.fullName, layout: TickMessages.hash(ofLayout: String(cString: info.sent_layout)),
        size: Int(info.sent_size))
      if let memory = unsafe memory {
        unsafe memory.copyMemory(from: bytes, byteCount: min(capacity, bytes.count))
      }
      return bytes.count
    }
  }
}

extension ServiceInfo {
  /// `MODULE/NAME`.
  var fullName: String { unsafe "\(String(cString: module))/\(String(cString: name))" }
}
