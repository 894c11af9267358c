import CGameABI
import Engine
import Glibc

/// A library of the game that the dynamic loader has mapped. None of the game's code but constructors has run.
@safe struct LoadedLibrary: @unchecked Sendable {
  let path: String
  /// The entry function. Its address locates the library in memory.
  let entry: UnsafeRawPointer

  /// Loads the library at `path`. None may have been loaded from this path before.
  ///
  /// Blocks while the dynamic loader works and while constructors run. Any thread except the loop's.
  static func load(path: String, services: HostServices) throws(LoadError) -> LoadedLibrary {
    let watch = LoadWatch(limit: services.loadLimit, onHang: services.onLoadHang)
    defer { watch.end() }
    guard let handle = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      let reason = unsafe dlerror().map { unsafe String(cString: $0) } ?? "no reason given"
      throw .notLoadable(path: path, reason: reason)
    }
    guard let symbol = unsafe dlsym(handle, HOTLOOP_ENTRY_SYMBOL) else { throw .missingSymbol(path: path) }
    return unsafe LoadedLibrary(path: path, entry: UnsafeRawPointer(symbol))
  }

  /// Calls the entry function under the crash guard.
  func callEntry(_ services: HostServices) throws(LoadError) -> UnsafePointer<GameTable> {
    let function = unsafe unsafeBitCast(entry, to: GameImage.Entry.self)
    guard let table = try unsafe GameImage.call(function, services.hostTable, limit: services.loadLimit)
    else { throw .noTable(path: path) }
    return unsafe table
  }

  /// Finds its variables in its symbols, which takes milliseconds. Any thread except the loop's.
  func variables(for use: ImageUse) -> LibraryVariables {
    var variables = LibraryVariables()
    if case .description = use { return variables }
    guard let symbols = ImageSymbols(path: path) else { return variables }
    unsafe variables.handlers = HandlerVariables.addressors(symbols, entry: entry)
    if case .reloads(let sources) = use {
      unsafe TypeResolution.run(symbols, entry: entry)
      variables.reset = StaticVariables.names(in: symbols, sources: sources)
    }
    return variables
  }
}
