extension LiveSource {
  /// What has to be written into the files for literals to have these texts. By file, sorted.
  public func edits(_ values: [LiveLiteral.ID: String]) -> [LiteralEdit] {
    Dictionary(grouping: values) { $0.key.path }.sorted { $0.key < $1.key }.compactMap { path, values in
      guard let source = source(of: path) else { return nil }
      return LiteralEdit(
        path: path, content: ContentHash(of: source),
        texts: Dictionary(uniqueKeysWithValues: values.map { ($0.key.index, $0.value) }))
    }
  }
}
