extension CellBuffer {
  /// The picture as an SVG image, for pages that cannot show a terminal.
  ///
  /// Blocks and dots are shapes, which do not depend on the viewer's fonts. Other characters are text in a monospaced font.
  /// The terminal's default colours are light grey on black.
  public var svg: String { SVGCells(picture: self).document }
}
