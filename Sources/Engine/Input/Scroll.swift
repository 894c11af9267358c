/// A movement of the view of a list.
enum Scroll: Equatable {
  case pageUp, pageDown, home, end
  /// Down, or up if negative.
  case lines(Int)

  init?(_ key: Key) {
    switch key {
    case Key(.up): self = .lines(-1)
    case Key(.down): self = .lines(1)
    case Key(.pageUp): self = .pageUp
    case Key(.pageDown): self = .pageDown
    case Key(.home): self = .home
    case Key(.end): self = .end
    default: return nil
    }
  }
}
