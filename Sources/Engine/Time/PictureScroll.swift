/// Follows the background of a series of pictures, which may scroll.
struct PictureScroll {
  /// From the last picture that was recognised.
  private var last: PictureShift
  private var picture: HalfPicture
  private var motion = HalfOffset.zero
  /// Of the picture in the background: zero in the first one.
  private(set) var offset = HalfOffset.zero
  private var scrolling: ScrollingArea
  private var hasMoved = false

  init(_ first: HalfPicture) {
    picture = first
    last = PictureShift(from: first, within: first.area)
    scrolling = ScrollingArea(first.area)
  }

  /// The part of the picture in which the background is seen.
  var area: HalfArea { hasMoved ? scrolling.area : picture.area }

  /// - Parameters:
  ///   - next: of the same size.
  ///   - far: whether the background may have moved further than between two pictures that follow each other.
  /// - Returns: nil if it has too little in common with the last picture that was recognised: a cut, or a flash.
  func following(_ next: HalfPicture, far: Bool = false) -> PictureScroll? {
    guard let shift = last.to(next, guess: motion, reach: far ? .far : .near) else { return nil }
    var scroll = self
    if shift != .zero {
      scroll.hasMoved = true
      scroll.scrolling.learn(picture, next, shift)
    }
    scroll.motion = shift
    scroll.offset = offset - shift
    scroll.picture = next
    scroll.last = PictureShift(from: next, within: scroll.area, stays: scroll.scrolling.stays)
    return scroll
  }

  /// Another series with the same beginning.
  ///
  /// - Parameter start: of the first series, after its first picture.
  func again(from start: PictureScroll) -> PictureScroll {
    var again = start
    again.scrolling = scrolling
    again.hasMoved = hasMoved
    return again
  }
}
