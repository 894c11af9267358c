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

  /// Resolves the types that the library's code would look up in its first tick, and finds its variables. Takes as long as
  /// the rest of the loading. Any thread except the loop's.
  /// - Returns: the variables that a reload resets.
  func readSymbols(sources: [String]) -> [String] {
    guard let symbols = ImageSymbols(path: path) else { return [] }
    unsafe TypeResolution.run(symbols, entry: entry)
    return StaticVariables.names(in: symbols, sources: sources)
  }
}
