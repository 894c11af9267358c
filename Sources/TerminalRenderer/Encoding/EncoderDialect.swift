/// The optional sequences that our encoder may use, beyond cursor addressing, SGR and erasing.
struct EncoderDialect: Equatable, Sendable {
  /// REP: `CSI n b` repeats the ASCII character before it.
  var repeats = false
  /// DECSET 2026: the terminal shows everything between begin and end at once.
  var synchronized = false
}
