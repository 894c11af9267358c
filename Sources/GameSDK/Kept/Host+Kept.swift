import CGameABI

/// The kept values of the host.
extension Host {
  private static let unknown = KeptError(
    description: "this host has no kept values: it is older than the game; update it")
  private static let reasonSize = 1024

  /// Calls a closure with a request whose failures have a reason.
  static func tellingKeptReason<Result>(
    _ request: inout KeptRequest, _ body: (UnsafePointer<KeptRequest>) throws(KeptError) -> Result
  ) -> Swift.Result<Result, KeptError> {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: reasonSize) { reason in
      unsafe reason.initialize(repeating: 0)
      unsafe request.reason = reason.baseAddress
      unsafe request.reason_capacity = UInt64(reasonSize)
      return unsafe withUnsafePointer(to: request) { request in
        do throws(KeptError) { return .success(try unsafe body(request)) } catch { return .failure(error) }
      }
    }
  }

  /// Nil if there is none.
  static func keptFind(_ request: UnsafePointer<KeptRequest>) throws(KeptError) -> KeptMemory? {
    guard let table = unsafe table, let find = unsafe table.pointee.kept_find else { throw unknown }
    var memory = unsafe KeptMemory()
    switch unsafe find(table.pointee.context, request, &memory) {
    case HotloopStatusOK: return unsafe memory
    case HotloopStatusNone: return nil
    default: throw unsafe failure(request)
    }
  }

  static func keptBegin(_ request: UnsafePointer<KeptRequest>) throws(KeptError) -> KeptMemory {
    guard let table = unsafe table, let begin = unsafe table.pointee.kept_begin else { throw unknown }
    var memory = unsafe KeptMemory()
    guard unsafe begin(table.pointee.context, request, &memory) == HotloopStatusOK else {
      throw unsafe failure(request)
    }
    return unsafe memory
  }

  static func keptPublish(
    _ request: UnsafePointer<KeptRequest>, _ handle: UInt64
  ) throws(KeptError) -> KeptMemory {
    guard let table = unsafe table, let publish = unsafe table.pointee.kept_publish else { throw unknown }
    var memory = unsafe KeptMemory()
    guard unsafe publish(table.pointee.context, request, handle, &memory) == HotloopStatusOK else {
      throw unsafe failure(request)
    }
    return unsafe memory
  }

  static func keptRelease(_ handle: UInt64) {
    guard let table = unsafe table else { return }
    unsafe table.pointee.kept_release?(table.pointee.context, handle)
  }

  static func keptDelete(_ module: String, _ key: String) -> Bool {
    guard let table = unsafe table, let delete = unsafe table.pointee.kept_delete else { return false }
    return unsafe module.withCString { module in
      unsafe key.withCString { unsafe delete(table.pointee.context, module, $0) == HotloopStatusOK }
    }
  }

  private static func failure(_ request: UnsafePointer<KeptRequest>) -> KeptError {
    unsafe KeptError(description: request.pointee.reason.map { unsafe String(cString: $0) } ?? "it failed")
  }
}
