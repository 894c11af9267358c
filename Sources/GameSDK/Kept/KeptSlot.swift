import CGameABI

/// One use of a key: who asks for what.
struct KeptSlot {
  let key: String
  let fileID: StaticString
  let line: UInt
  let change: Kept.Change

  init(_ key: String, _ fileID: StaticString, _ line: UInt, _ change: Kept.Change) {
    self.key = key
    self.fileID = fileID
    self.line = line
    self.change = change
  }

  /// `Game` of `Game/Map.swift`.
  static func module(of fileID: StaticString) -> String {
    String(fileID.description.prefix { $0 != "/" })
  }

  /// - Parameter count: nil for a single value.
  func find<Element: BitwiseCopyable>(_ type: Element.Type, count: Int?) throws -> KeptArray<Element>? {
    try unsafe withRequest(type, count: count) { request throws(KeptError) in
      guard let memory = try unsafe Host.keptFind(request) else { return nil }
      return unsafe array(memory, count)
    }
  }

  /// Creates the value.
  func publish<Element: BitwiseCopyable>(
    _ type: Element.Type, count: Int?, replacing: Bool, _ fill: (inout MutableSpan<Element>) throws -> Void
  ) throws -> KeptArray<Element> {
    let draft = try unsafe withRequest(type, count: count) { request throws(KeptError) in
      try unsafe Host.keptBegin(request)
    }
    do {
      let elements = unsafe UnsafeMutableBufferPointer(
        start: draft.bytes.assumingMemoryBound(to: type), count: count ?? 1)
      var span = unsafe elements.mutableSpan
      try fill(&span)
    } catch {
      unsafe Host.keptRelease(draft.handle)
      throw error
    }
    return try unsafe withRequest(type, count: count, replacing: replacing) { request throws(KeptError) in
      unsafe array(try Host.keptPublish(request, draft.handle), count)
    }
  }

  private func array<Element: BitwiseCopyable>(_ memory: KeptMemory, _ count: Int?) -> KeptArray<Element> {
    unsafe KeptArray(
      start: UnsafePointer(memory.bytes.assumingMemoryBound(to: Element.self)), count: count ?? 1,
      owner: KeptOwner(memory.handle))
  }

  private func withRequest<Element: BitwiseCopyable, Result>(
    _ type: Element.Type, count: Int?, replacing: Bool = false,
    _ body: (UnsafePointer<KeptRequest>) throws(KeptError) -> Result
  ) throws(KeptError) -> Result {
    if let count, count < 0 { throw KeptError(description: "kept value '\(key)': its count is \(count)") }
    let layout = PlainLayout.of(type)
    if let defect = layout.defect { throw KeptError(description: "kept value '\(key)': \(defect)") }
    var flags: UInt32 = 0
    if count != nil { flags |= KeptFlagIsArray.rawValue }
    if replacing { flags |= KeptFlagReplaces.rawValue }
    if case .migrate = change { flags |= KeptFlagMigrates.rawValue }
    var request = unsafe KeptRequest()
    unsafe request.struct_size = UInt32(MemoryLayout<KeptRequest>.size)
    unsafe request.flags = flags
    unsafe request.type_name = layout.typeName
    unsafe request.description = layout.description
    unsafe request.layout = layout.table
    unsafe request.count = UInt64(count ?? 1)
    unsafe request.element_size = UInt32(MemoryLayout<Element>.stride)
    unsafe request.alignment = UInt32(MemoryLayout<Element>.alignment)
    unsafe request.line = UInt32(clamping: line)
    let module = Self.module(of: fileID)
    let outcome: Swift.Result<Result, KeptError> = unsafe module.withCString { module in
      unsafe key.withCString { key in
        unsafe fileID.description.withCString { file in
          (unsafe request.module, unsafe request.key, unsafe request.file) = unsafe (module, key, file)
          return unsafe Host.tellingKeptReason(&request) { request throws(KeptError) in
            try unsafe body(request)
          }
        }
      }
    }
    return try outcome.get()
  }
}
