import Engine
import GameBuilder
import Glibc
import HostSystem

/// Applies saves that change only values of literals. Confined to `ReloadCoordinator`.
struct LiveSaves {
  enum Outcome {
    case applied(GameImage, BuiltImage)
    /// - Parameter because: nil if more than values of literals changed, or if there is no image yet.
    case needsCompiler(because: String?)
  }

  /// The folder of images.
  private let folder: String
  private let loader: ImageLoader
  private(set) var image: LiveImage?
  /// Nil after it was used, until the next one is loaded.
  private var copy: LiveCopy?
  private var copyCount = 0
  private var reader = LiveReader()

  init(folder: String, loader: ImageLoader) {
    self.folder = folder
    self.loader = loader
  }

  /// Uses another image from now on.
  mutating func use(_ image: LiveImage) {
    let isSameFile = image.path == self.image?.path
    self.image = image
    if !isSameFile { copy = nil }
    prepare()
  }

  /// Loads a copy for the next save, if there is none. Takes some milliseconds.
  mutating func prepare() {
    guard let image, copy == nil else { return }
    copyCount += 1
    copy = try? LiveCopy(
      of: image, at: "\(folder)/live-\(getpid())-\(copyCount).partial.so", services: loader.services)
  }

  /// Applies the present sources, if they differ from those of the image in values of literals only.
  /// - Parameters:
  ///   - time: of the save (CLOCK_MONOTONIC, ns).
  ///   - number: of the generation that it becomes.
  ///   - isKnown: whether a source hash must not be applied.
  mutating func apply(at time: UInt64, number: UInt64, unless isKnown: (String) -> Bool) -> Outcome {
    guard let image else { return .needsCompiler(because: nil) }
    let edit: LiveEdit
    do throws(LiteralChange) {
      edit = try reader.edit(of: image)
    } catch {
      return .needsCompiler(because: error.isOfLiterals ? Self.text(error) : nil)
    }
    if isKnown(edit.sourceHash) { return .needsCompiler(because: nil) }
    // After a save a moment ago, it is being loaded.
    prepare()
    guard let copy = copy.take() else { return .needsCompiler(because: nil) }
    let built = edit.image(at: copy.path, since: time)
    do {
      return .applied(try loader.enter(copy, edit, built, number: number), built)
    } catch {
      // The compiler's image of the same source fails in the same way, and is reported.
      return .needsCompiler(because: "\(error)")
    }
  }

  /// `Player.swift:12: 1 became 1.5, …`
  private static func text(_ change: LiteralChange) -> String {
    let place = change.path.map { PathText.name(of: $0) + (change.line.map { ":\($0)" } ?? "") + ": " } ?? ""
    return place + change.text
  }
}
