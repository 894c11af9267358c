import CGameABI
import Engine
import WorldState

/// What the inspector shows: the world, and what the game says about its picture. Used at safe points.
extension ReloadableGame {
  public var keptValues: [KeptItem] { services.kept.items }
  public var serviceStatuses: [ServiceStatus] { services.runner.statuses }

  /// Ends a kept value. At a safe point.
  /// - Parameter text: its key, or its module and key.
  public func deleteKept(_ text: String) throws(KeptSelectionError) -> KeptName {
    let name = try services.kept.items.named(text)
    services.kept.delete(name)
    return name
  }

  public var shownWorld: WorldReader? {
    if let view = travel.view { return try? view.world.reader(for: view.context.generation.image.layout) }
    guard !store.state.isEmpty, let current = history.current else { return nil }
    return try? store.world.reader(for: current.image.layout)
  }

  public var picturePlace: PicturePlace? { services.picturePlace }

  public func drawnThing(column: Int, row: Int, in size: CellSize) -> DrawnThing {
    var info = unsafe InspectionInfo()
    unsafe info.struct_size = UInt32(MemoryLayout<InspectionInfo>.size)
    unsafe (info.column, info.row) = (UInt32(clamping: column), UInt32(clamping: row))
    unsafe (info.columns, info.rows) = (UInt32(clamping: size.columns), UInt32(clamping: size.rows))
    if let view = travel.view {
      return unsafe thing(view.context.generation, info) { info in
        view.context.replaying { unsafe $0.inspect(view.world.headerPointer, info) }
      }
    }
    guard store.state.isRunning, let current = history.current else { return .unknown }
    return unsafe thing(current, info) { info in
      unsafe GameCalls(image: current.image).inspect(store.world.headerPointer, info)
    }
  }

  private func thing(
    _ generation: Generation, _ info: InspectionInfo, _ call: (UnsafePointer<InspectionInfo>) -> CallOutcome
  ) -> DrawnThing {
    var path: String?
    let outcome = unsafe withUnsafeMutablePointer(to: &path) { path in
      var info = unsafe info
      unsafe info.context = UnsafeMutableRawPointer(path)
      unsafe info.found = { context, text, length in
        guard let context = unsafe context, let text = unsafe text else { return }
        let bytes = unsafe UnsafeRawBufferPointer(start: text, count: length)
        unsafe context.assumingMemoryBound(to: String?.self).pointee = String(decoding: bytes, as: UTF8.self)
      }
      return unsafe withUnsafePointer(to: info) { unsafe call($0) }
    }
    onGameCalled()
    report(outcome, in: .inspect, of: generation, .stateKept)
    return switch outcome {
    case .crashed(let crash): .failed(crash.headline)
    case .failed(let reason, _): .failed(reason ?? "it threw an error")
    case .ok, .none: path.map { .path($0) } ?? .unknown
    }
  }
}
