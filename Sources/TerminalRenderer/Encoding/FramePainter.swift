import Engine

/// A way of showing pictures: our own encoder, or ncurses. One thread.
protocol FramePainter: AnyObject {
  /// Appends the bytes that make the terminal show the picture: none if it shows it already.
  ///
  /// - Parameter limit: the terminal's size. Cells outside are left out.
  /// - Returns: the number of cells that differ from the previous picture.
  func encode(_ picture: CellBuffer, limit: CellSize, into output: ByteBuffer) -> Int

  /// Notes that the terminal may show anything: the next picture is drawn completely.
  func invalidate()
}
