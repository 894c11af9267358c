import CGameABI
import CGameImage

/// The reload handlers of this image. On the loop's thread.
enum HandlerRegistry {
  enum Moment { case before, after }

  private struct Entry {
    let handler: ReloadHandler
    let moment: Moment
    /// `Pace/Extra.swift`: the module and the file's name.
    let file: String
    let line: UInt
    let body: (Reload) throws -> Void
    /// Whether a variable of the image holds it.
    var isVariable = false

    var module: Substring { file.prefix { $0 != "/" } }
  }

  /// In the order in which they run in their modules.
  nonisolated(unsafe) private static var entries: [Entry] = []
  nonisolated(unsafe) private static var lastNumber = 0
  /// Those of variables that code in the image has listed.
  nonisolated(unsafe) private static var held: Set<ReloadHandler> = []

  static func add(
    _ moment: Moment, _ file: String, _ line: UInt, _ body: @escaping (Reload) throws -> Void
  ) -> ReloadHandler {
    unsafe lastNumber += 1
    let handler = unsafe ReloadHandler(number: lastNumber)
    unsafe entries.append(Entry(handler: handler, moment: moment, file: file, line: line, body: body))
    return handler
  }

  static func remove(_ handler: ReloadHandler) { unsafe entries.removeAll { $0.handler == handler } }

  /// A variable holds the handler.
  static func hold(_ handler: ReloadHandler) { unsafe held.insert(handler) }

  /// Registers the handlers of global and static variables, and puts them, by file and line, in front of the others, which callbacks
  /// have registered. Code may have used some of the variables before.
  private static func addVariables(_ info: ReloadInfo) {
    let earlier = unsafe entries.count
    hotloop_image_list_handlers()
    for index in 0..<Int(unsafe info.handler_count) {
      guard let variable = unsafe info.handlers?[index]?() else { continue }
      // Of a variable that holds handlers in another way, this is no number of a handler.
      hold(ReloadHandler(number: unsafe variable.loadUnaligned(as: Int.self)))
    }
    for index in unsafe entries.indices where unsafe index >= earlier || held.contains(entries[index].handler)
    {
      unsafe entries[index].isVariable = true
    }
    let variables = unsafe entries.filter(\.isVariable).sorted { ($0.file, $0.line) < ($1.file, $1.line) }
    unsafe entries = variables + entries.filter { !$0.isVariable }
  }

  /// Runs the handlers, those of libraries first.
  static func run(_ moment: Moment, _ info: ReloadInfo, _ reload: Reload) throws {
    unsafe addVariables(info)
    // A copy: a handler may add and remove some.
    let present = unsafe entries.filter { $0.moment == moment }
    if present.isEmpty { return }
    let modules = unsafe texts(info.modules, Int(info.module_count))
    let places = Dictionary(modules.enumerated().map { ($1, $0) }) { first, _ in first }
    // What is not known is a library of somebody else, which imports none of these.
    let ordered = present.enumerated().sorted { one, other in
      let (a, b) = (places[String(one.element.module)] ?? -1, places[String(other.element.module)] ?? -1)
      return (a, one.offset) < (b, other.offset)
    }
    for (_, entry) in ordered where unsafe entries.contains(where: { $0.handler == entry.handler }) {
      do { try entry.body(reload) } catch {
        Host.errorCaught(error)
        throw HandlerError(description: "the handler at \(entry.file):\(entry.line): \(error)")
      }
    }
  }

  /// The texts of a list of the host.
  static func texts(_ list: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int) -> [String] {
    unsafe UnsafeBufferPointer(start: list, count: list == nil ? 0 : count).compactMap { text in
      unsafe text.map { unsafe String(cString: $0) }
    }
  }
}

/// Why a reload handler failed.
private struct HandlerError: Error, CustomStringConvertible {
  let description: String
}
