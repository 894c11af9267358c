import CGameABI

/// Kept values in memory, which is never freed.
extension TestHost {
  @safe struct KeptEntry {
    var shape: String
    var memory: KeptMemory
  }

  static func setKept(_ table: UnsafeMutablePointer<HostTable>) {
    unsafe table.pointee.kept_find = { context, request, memory in
      let host = unsafe TestHost.from(context)
      guard let entry = unsafe host.kept[request!.pointee.testName],
        unsafe entry.shape == request!.pointee.testShape
      else { return HotloopStatusNone }
      unsafe memory!.pointee = entry.memory
      return HotloopStatusOK
    }
    unsafe table.pointee.kept_begin = { context, request, memory in
      let host = unsafe TestHost.from(context)
      if host.refusesKept {
        for (index, byte) in Array("no room".utf8CString).enumerated() {
          unsafe request!.pointee.reason[index] = byte
        }
        return HotloopStatusFailed
      }
      let size = unsafe Int(request!.pointee.count) * Int(request!.pointee.element_size)
      let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(size, 1), alignment: 64)
      unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0, count: size)
      host.keptDrafts += 1
      unsafe memory!.pointee = KeptMemory(
        bytes: bytes, size: UInt64(size), handle: UInt64(UInt(bitPattern: bytes)))
      return HotloopStatusOK
    }
    unsafe table.pointee.kept_publish = { context, request, handle, memory in
      let host = unsafe TestHost.from(context)
      let bytes = unsafe UnsafeMutableRawPointer(bitPattern: UInt(handle))
      unsafe memory!.pointee = KeptMemory(bytes: bytes, size: 0, handle: handle)
      host.keptDrafts -= 1
      unsafe host.kept[request!.pointee.testName] = unsafe KeptEntry(
        shape: request!.pointee.testShape, memory: memory!.pointee)
      return HotloopStatusOK
    }
    unsafe table.pointee.kept_release = { context, _ in unsafe TestHost.from(context).keptReleases += 1 }
    unsafe table.pointee.kept_delete = { context, module, key in
      let name = unsafe "\(String(cString: module!))/\(String(cString: key!))"
      return unsafe TestHost.from(context).kept.removeValue(forKey: name) == nil
        ? HotloopStatusNone : HotloopStatusOK
    }
  }
}

extension KeptRequest {
  fileprivate var testName: String { unsafe "\(String(cString: module))/\(String(cString: key))" }
  fileprivate var testShape: String {
    unsafe "\(String(cString: type_name))[\(count)] \(element_size) \(flags & KeptFlagIsArray.rawValue) "
      + String(cString: description)
  }
}
