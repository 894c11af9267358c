import Engine
import GameBuilder
import Glibc
import HostSystem

/// Applies saves that change only values of literals. Confined to `ReloadCoordinator`.
struct LiveSaves {
  enum Outcome {
    case applied(GameImage, BuiltImage)
    /// The running image has these values already: they were tweaked, and are in the source now.
    case runs(LiveEdit, BuiltImage)
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
  private let reader: LiveReader

  init(folder: String, loader: ImageLoader, _ compiler: GameCompiler) {
    reader = LiveReader(compiler)
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
  ///   - tweaks: values that stay if the files have the same text as before.
  ///   - isKnown: whether a source hash must not be applied.
  mutating func apply(
    at time: UInt64, number: UInt64, _ tweaks: TweakedValues.Present?, unless isKnown: (String) -> Bool
  ) -> Outcome {
    guard let image else { return .needsCompiler(because: nil) }
    if let tweaks, let image = tweaks.image, let edit = running(tweaks), !isKnown(edit.sourceHash) {
      return .runs(edit, edit.image(at: image, since: time))
    }
    let edit: LiveEdit
    do throws(LiteralChange) {
      let present = try reader.edit(of: image)
      edit = try present.with(tweaks?.kept(in: present.source) ?? [:])
    } catch {
      return .needsCompiler(because: error.isOfLiterals ? Self.text(error) : nil)
    }
    if isKnown(edit.sourceHash) { return .needsCompiler(because: nil) }
    do {
      guard let (image, built) = try enter(edit, at: time, number: number) else {
        return .needsCompiler(because: nil)
      }
      return .applied(image, built)
    } catch {
      // The compiler's image of the same source fails in the same way, and is reported.
      return .needsCompiler(because: "\(error)")
    }
  }

  /// Nil if there is no copy of the image.
  private mutating func enter(_ edit: LiveEdit, at time: UInt64, number: UInt64) throws -> (
    GameImage, BuiltImage
  )? {
    // After a save a moment ago, it is being loaded.
    prepare()
    guard let copy = copy.take() else { return nil }
    let built = edit.image(at: copy.path, since: time)
    return (try loader.enter(copy, edit, built, number: number), built)
  }

  // MARK: Tweaks

  /// The present sources, if the running image behaves as they say.
  private mutating func running(_ tweaks: TweakedValues.Present) -> LiveEdit? {
    guard let present = try? reader.edit(of: tweaks.source.image),
      let edit = try? present.with(tweaks.kept(in: present.source)),
      edit.table == (try? tweaks.source.table(tweaks.values))
    else { return nil }
    return edit
  }

  /// Enters a copy of the running sources in which values of literals can be changed.
  /// - Parameters:
  ///   - tweaks: the values that it has from the start.
  ///   - sourceHash: of the running sources.
  /// - Returns: nil if there is no image of them yet.
  mutating func copy(
    _ tweaks: TweakedValues.Present?, of sourceHash: String, number: UInt64
  ) throws -> (GameImage, BuiltImage)? {
    guard let image, let present = try? reader.edit(of: image), present.sourceHash == sourceHash,
      let edit = try? present.with(tweaks?.kept(in: present.source) ?? [:])
    else { return nil }
    return try enter(edit, at: monotonicNow, number: number)
  }

  /// `Player.swift:12: 1 became 1.5, …`
  private static func text(_ change: LiteralChange) -> String {
    let place = change.path.map { PathText.name(of: $0) + (change.line.map { ":\($0)" } ?? "") + ": " } ?? ""
    return place + change.text
  }
}
