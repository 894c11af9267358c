import HostSystem

/// A save that changed only values of literals, and the table that an image of the source before needs for it.
public struct LiveEdit: Sendable {
  public let table: [UInt64]
  /// The literals of the edited sources.
  public let source: LiveSource
  /// The values in the table that are not those of the sources.
  public let values: [LiveLiteral.ID: String]
  private let scan: SourceScan
  private let start: ContentHash?

  public var sourceHash: String { scan.sourceHash.hexadecimal }

  /// The image of the edited sources.
  /// - Parameters:
  ///   - path: of a copy of the live image whose table is filled.
  ///   - time: of the save (CLOCK_MONOTONIC, ns).
  public func image(at path: String, since time: UInt64) -> BuiltImage {
    BuiltImage(
      path: path, sourceHash: sourceHash, optimised: false, isPartial: true, compiledFiles: [],
      sources: scan.tree, start: start, hiddenFields: [], reused: false, warnings: [], knownWarnings: [],
      milliseconds: Double(monotonicNow - time) / 1e6)
  }

  /// The same sources, with other values in the table.
  public func with(_ values: [LiveLiteral.ID: String]) throws(LiteralChange) -> LiveEdit {
    if values.isEmpty { return self }
    return LiveEdit(
      table: try source.table(values), source: source, values: values, scan: scan, start: start)
  }

  fileprivate init(
    table: [UInt64], source: LiveSource, values: [LiveLiteral.ID: String] = [:], scan: SourceScan,
    start: ContentHash?
  ) {
    self.table = table
    self.source = source
    self.values = values
    self.scan = scan
    self.start = start
  }
}

/// Reads sources for live edits.
public struct LiveReader: Sendable {
  private let reader: SourceReader

  /// - Parameter compiler: has read the sources, and will read what this reader reads.
  public init(_ compiler: GameCompiler) { reader = compiler.reader }

  /// Compares the present sources with those of an image.
  public func edit(of image: LiveImage) throws(LiteralChange) -> LiveEdit {
    let scan: SourceScan
    do throws(BuildError) {
      scan = try SourceScan.scan(image.package, image.plan, reader, readsInterfaces: false)
    } catch {
      throw LiteralChange(reason: .otherCode)
    }
    let base = image.scan
    guard scan.allSwift == base.allSwift, scan.headers == base.headers, scan.manifest == base.manifest else {
      throw LiteralChange(reason: .otherCode)
    }
    var current: [String: SourceLiterals] = [:]
    var start: ContentHash?
    for path in scan.tree.changes(since: base.tree) {
      guard image.files[path] != nil, let bytes = try? reader.sent.read(path),
        ContentHash(of: bytes) == scan.tree.files[path], let literals = SourceLiterals(bytes)
      else { throw LiteralChange(path: path, reason: .otherCode) }
      current[path] = literals
      start = StartFunction.content(in: bytes) ?? start
    }
    return LiveEdit(
      table: try image.table(current), source: LiveSource(image, current), scan: scan,
      start: start ?? image.start)
  }
}
