import CGameABI
public import GameSDK
import Timeline

/// Services: no thread runs them in a test, which stands for them instead. Their code is tested by calling it.
extension GameRun {
  /// Whether the game has started a service, and has not stopped it since.
  public func runs<Received, Sent>(_ service: Service<Received, Sent>) -> Bool {
    unsafe service.withInfo { info in unsafe host.services.running.contains(info.pointee.fullName) }
  }

  /// Delivers a message of a service to the next tick.
  public func deliver<Received, Sent>(_ message: Sent, from service: Service<Received, Sent>) {
    unsafe service.withInfo { info in
      let (info, size) = unsafe (info.pointee, MemoryLayout<Sent>.stride)
      let bytes = unsafe MessageBytes.of(message) {
        unsafe Array(UnsafeRawBufferPointer(start: $0, count: size))
      }
      unsafe host.services.next.append(
        TickMessages.Run(
          service: info.fullName, layout: TickMessages.hash(ofLayout: String(cString: info.sent_layout)),
          size: size, bytes: bytes))
    }
  }

  /// What the game has sent to a service since the run began, in order.
  public func messages<Received, Sent>(to service: Service<Received, Sent>) -> [Received] {
    unsafe service.withInfo { info in
      let info = unsafe info.pointee
      guard let sent = unsafe host.services.sent[info.fullName] else { return [] }
      let size = MemoryLayout<Received>.stride
      let bytes = unsafe sent.bytes(
        of: info.fullName, layout: TickMessages.hash(ofLayout: String(cString: info.received_layout)),
        size: size)
      return unsafe bytes.withUnsafeBytes { bytes in
        stride(from: 0, to: bytes.count, by: size).map {
          unsafe bytes.loadUnaligned(fromByteOffset: $0, as: Received.self)
        }
      }
    }
  }
}
