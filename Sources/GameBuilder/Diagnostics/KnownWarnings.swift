/// The warnings about each content of each source file, as the compiler last reported them.
///
/// A build reports only the warnings of files that it compiles. An image that is reused, or a file that is back to an
/// earlier content, still has those of then.
struct KnownWarnings {
  private struct Source: Hashable {
    let path: String
    let content: ContentHash
  }

  private var warnings: [Source: [Diagnostic]] = [:]

  /// Records the warnings of a build that compiled `compiled` whole.
  mutating func record(_ new: [Diagnostic], compiled: [String], in sources: SourceTree) {
    for path in compiled {
      if let content = sources.files[path] { warnings[Source(path: path, content: content)] = nil }
    }
    for warning in new {
      guard let path = warning.file, let content = sources.files[path] else { continue }
      let source = Source(path: path, content: content)
      // Several files may report the same problem in a header.
      if warnings[source]?.contains(warning) != true { warnings[source, default: []].append(warning) }
    }
  }

  /// All that are known about these sources, by path and line.
  func all(in sources: SourceTree) -> [Diagnostic] {
    sources.files.sorted { $0.key < $1.key }.flatMap { path, content in
      (warnings[Source(path: path, content: content)] ?? []).sorted { $0.line < $1.line }
    }
  }
}
