import CGameABI
import Engine
import Glibc

/// The variables of a library that matter to a reload.
@safe struct LibraryVariables: @unchecked Sendable {
  /// The names of those that it resets; see `StaticVariables`.
  var reset: [String] = []
  /// See `HandlerVariables`.
  var handlers: [UnsafeRawPointer] = unsafe []
}

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

  /// Resolves the types that the library's code would look up in its first tick, and finds its variables. Takes as long as
  /// the rest of the loading. Any thread except the loop's.
  func readSymbols(sources: [String]) -> LibraryVariables {
    guard let symbols = ImageSymbols(path: path) else { return LibraryVariables() }
    unsafe TypeResolution.run(symbols, entry: entry)
    var variables = LibraryVariables()
    variables.reset = StaticVariables.names(in: symbols, sources: sources)
    unsafe variables.handlers = HandlerVariables.addressors(symbols, entry: entry)
    return variables
  }

  /// Only what the callbacks need. Any thread except the loop's.
  func readHandlers() -> LibraryVariables {
    var variables = LibraryVariables()
    if let symbols = ImageSymbols(path: path) {
      unsafe variables.handlers = HandlerVariables.addressors(symbols, entry: entry)
    }
    return variables
  }
}
