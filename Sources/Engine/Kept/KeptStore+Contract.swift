public import CGameABI
import HostSystem
import WorldState

/// The functions of `HostTable`. A handle of a value is a reference to its memory.
extension KeptStore {
  /// - Parameter isEarlier: whether code of an earlier moment asks.
  public func find(
    _ request: UnsafePointer<KeptRequest>?, _ memory: UnsafeMutablePointer<KeptMemory>?,
    isEarlier: Bool = false
  ) -> HotloopStatus {
    unsafe answer(request, memory) { request throws(KeptRefusal) in
      let migrates = unsafe request.flags & KeptFlagMigrates.rawValue != 0
      let value = find(try unsafe request.name, as: try unsafe request.shape, isEarlier: isEarlier) {
        migrates ? unsafe request.encodedLayout : nil
      }
      guard let value else { return nil }
      return unsafe .lending(value.block)
    }
  }

  public func begin(
    _ request: UnsafePointer<KeptRequest>?, _ memory: UnsafeMutablePointer<KeptMemory>?
  ) -> HotloopStatus {
    unsafe answer(request, memory) { request throws(KeptRefusal) in
      let (handle, block) = try unsafe begin(request.name, request.shape)
      // Not a reference: a draft ends with the call that fills it.
      return unsafe KeptMemory(bytes: block.start, size: UInt64(block.count), handle: handle)
    }
  }

  public func publish(
    _ request: UnsafePointer<KeptRequest>?, _ handle: UInt64, _ memory: UnsafeMutablePointer<KeptMemory>?,
    isEarlier: Bool = false
  ) -> HotloopStatus {
    unsafe answer(request, memory) { request throws(KeptRefusal) in
      // A later build may migrate it.
      var shape = try unsafe request.shape
      if let layout = unsafe request.encodedLayout { shape = shape.with(layout) }
      let value = try unsafe publish(
        handle, as: request.name, shape, file: request.file.map { unsafe String(cString: $0) } ?? "?",
        line: Int(request.line), replaces: request.flags & KeptFlagReplaces.rawValue != 0,
        isEarlier: isEarlier)
      return unsafe .lending(value.block)
    }
  }

  public func release(_ handle: UInt64) {
    if handle & Self.draftMark != 0 { return drop(handle) }
    guard let address = unsafe UnsafeRawPointer(bitPattern: UInt(handle)) else { return }
    unsafe Unmanaged<MappedBlock>.fromOpaque(address).release()
  }

  public func delete(
    _ module: UnsafePointer<CChar>?, _ key: UnsafePointer<CChar>?, isEarlier: Bool = false
  ) -> HotloopStatus {
    guard let module = unsafe module, let key = unsafe key else { return HotloopStatusFailed }
    let name = unsafe KeptName(module: String(cString: module), key: String(cString: key))
    let isThere = isEarlier ? lookUp(name) != nil : delete(name)
    return isThere ? HotloopStatusOK : HotloopStatusNone
  }

  private func answer(
    _ request: UnsafePointer<KeptRequest>?, _ memory: UnsafeMutablePointer<KeptMemory>?,
    _ body: (KeptRequest) throws(KeptRefusal) -> KeptMemory?
  ) -> HotloopStatus {
    guard let request = unsafe request, let memory = unsafe memory,
      unsafe Int(request.pointee.struct_size) >= MemoryLayout<KeptRequest>.size
    else { return HotloopStatusFailed }
    do throws(KeptRefusal) {
      guard let found = try unsafe body(request.pointee) else { return HotloopStatusNone }
      unsafe memory.pointee = found
      return HotloopStatusOK
    } catch {
      unsafe request.pointee.tell(error.description)
      return HotloopStatusFailed
    }
  }
}

extension KeptMemory {
  /// Its handle keeps the memory until `release`.
  fileprivate static func lending(_ block: MappedBlock) -> KeptMemory {
    let handle = unsafe UInt64(UInt(bitPattern: Unmanaged.passRetained(block).toOpaque()))
    return unsafe KeptMemory(bytes: block.start, size: UInt64(block.count), handle: handle)
  }
}

extension KeptRequest {
  fileprivate var name: KeptName {
    get throws(KeptRefusal) {
      guard let module = unsafe module, let key = unsafe key else {
        throw KeptRefusal("a kept value needs a module and a key")
      }
      return unsafe KeptName(module: String(cString: module), key: String(cString: key))
    }
  }

  fileprivate var shape: KeptShape {
    get throws(KeptRefusal) {
      guard let type = unsafe type_name, let description = unsafe description,
        let count = unsafe Int(exactly: count)
      else { throw KeptRefusal("a kept value needs a type and a count") }
      return unsafe KeptShape(
        typeName: String(cString: type), description: String(cString: description), count: count,
        elementSize: Int(element_size), alignment: Int(alignment),
        isArray: flags & KeptFlagIsArray.rawValue != 0)
    }
  }

  /// Nil if it has none that is valid.
  fileprivate var encodedLayout: [UInt8]? {
    guard let layout = unsafe layout else { return nil }
    return try? unsafe Layout(table: layout).encoded
  }

  /// Writes the reason of a failure for the caller.
  fileprivate func tell(_ text: String) {
    guard let reason = unsafe reason, unsafe reason_capacity > 0 else { return }
    var bytes = Array(text.utf8.prefix(Int(unsafe reason_capacity) - 1))
    // Not within a character.
    while !bytes.isEmpty, String(validating: bytes, as: UTF8.self) == nil { bytes.removeLast() }
    for (index, byte) in (bytes + [0]).enumerated() { unsafe reason[index] = CChar(bitPattern: byte) }
  }
}
