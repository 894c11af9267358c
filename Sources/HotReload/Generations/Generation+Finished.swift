import GameBuilder

extension Generation {
  /// The only generation of a game that is played without its source.
  public convenience init(finished image: GameImage, sourceHash: String) {
    let record = GenerationRecord(
      number: 1, image: image, sourceHash: sourceHash, isOptimised: true, sources: SourceTree(files: [:]))
    self.init(record, image: image, after: nil)
  }
}
