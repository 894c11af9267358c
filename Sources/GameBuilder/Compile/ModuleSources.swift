/// The Swift files of one of the modules that are compiled.
struct ModuleSources: Equatable, Sendable {
  /// Sorted.
  let swift: [String]
  /// Those of the files, in the same order; empty if they were not read.
  let interfaces: [FileInterface]
}
