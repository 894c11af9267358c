import Engine
import GameBuilder

extension ReloadCoordinator {
  /// Loads the images of earlier sources, as far as they still exist.
  /// - Returns: by the hash of the source.
  public func generations(of sourceHashes: [String]) async -> [String: Generation] {
    var generations: [String: Generation] = [:]
    for wanted in sourceHashes where wanted != newest?.sourceHash {
      guard let built = await compiler.newestImage(where: { hash, _ in hash == wanted }),
        case .loaded(let image) = await loader.load(built, number: 0, cause: .rollback, runsTicks: false)
          .outcome
      else { continue }
      generations[wanted] = Generation(number: 0, image: image, built: built, after: nil)
    }
    return generations
  }
}
