import HostSystem

/// Decides whether compilers may use the C modules of the game's headers that are in the module cache.
///
/// They may as long as nobody writes a header, even with the same content. A compiler that read the headers while they were
/// replaced leaves a module behind that no compiler finds outdated: clang compares size and second of the headers that it
/// found, and does not look for those that were missing. Such a compiler may have belonged to this build, to another
/// process, or to no build at all (``WarmCompiler``).
struct TrustedModules {
  /// Where the state is kept from one run to the next.
  private let path: String
  /// Of the headers in the last build that they did not change in.
  private lazy var known: String? = try? DiskFile.readText(path)

  /// - Parameter folder: the package's state folder.
  init(folder: String) { path = folder + "/modules" }

  /// Whether the headers have not been written since the last build.
  mutating func include(_ cache: ClangModuleCache) -> Bool { known == cache.headerState.hexadecimal }

  /// A build has used the cache, whether it succeeded or not, and its compilers have ended. Does nothing if headers were
  /// written meanwhile.
  mutating func trust(_ cache: ClangModuleCache) {
    let state = cache.headerState.hexadecimal
    guard known != state, cache.areHeadersUntouched else { return }
    known = state
    // Otherwise the first build of the next run makes the modules again.
    try? DiskFile.write(Array(state.utf8), to: path)
  }
}
