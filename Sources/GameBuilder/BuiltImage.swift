/// A game's library on disk, complete and checked.
public struct BuiltImage: Sendable, Equatable {
  /// Absolute. No path is returned twice by one process, and the file is not written again.
  public let path: String
  /// 32 hexadecimal digits: a hash of sources, headers and the package's manifest. The same whether or not the image is
  /// optimised or partial: all images of one hash are the same generation of the game.
  public let sourceHash: String
  public let optimised: Bool
  /// Whether only the changed bodies of some files were compiled. It behaves like a complete image, except that in
  /// backtraces the lines of those files' other functions may be those of an earlier save.
  public let isPartial: Bool
  /// The files that were compiled (absolute paths).
  public let compiledFiles: [String]
  /// The sources and headers that it was built from.
  public let sources: SourceTree
  /// Identifies what the game's `start` does, as far as its own body says; nil if it was not found.
  public let start: ContentHash?
  /// Fields of the world that Swift does not import; see ``HiddenField``.
  public let hiddenFields: [HiddenField]
  /// Whether an existing image was used, and nothing was compiled or linked.
  public let reused: Bool
  /// Of this build only: files that were not compiled again do not repeat theirs.
  public let warnings: [Diagnostic]
  /// All warnings about the present sources that were reported since the compiler object exists.
  public let knownWarnings: [Diagnostic]
  /// From the request to the finished image.
  public let milliseconds: Double
}
