/// An asset of any type.
protocol CheckedAsset: AnyObject {
  /// Parses the file again if it changed since the last callback.
  func refresh()
}

/// The assets that a game has used. The game checks them before each frame, so that an error in a file is reported when it
/// is saved, and not when the game next uses the file. Loop thread only.
final class UsedAssets {
  private struct Entry { weak var asset: (any CheckedAsset)? }

  private var entries: [Entry] = []

  func add(_ asset: any CheckedAsset) { entries.append(Entry(asset: asset)) }

  func check() {
    entries.removeAll { $0.asset == nil }
    for entry in entries { entry.asset?.refresh() }
  }
}
