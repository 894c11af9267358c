import Engine

/// A way of showing pictures: our own encoder, or ncurses. One thread.
protocol FramePainter: AnyObject {
  /// Appends what the terminal must be sent so that it shows the picture; nothing where it shows it already.
  ///
  /// - Parameter limit: the terminal's size. What lies beyond it is left out.
  /// - Returns: how many cells differ from the picture before.
  func encode(_ picture: CellBuffer, limit: CellSize, into output: ByteBuffer) -> Int

  /// What the terminal shows is not known any more: the next picture is drawn anew.
  func invalidate()
}
