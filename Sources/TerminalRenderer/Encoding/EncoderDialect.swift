/// What our encoder may use beyond cursor addressing, SGR and erasing.
struct EncoderDialect: Equatable, Sendable {
  /// REP: `CSI n b` repeats the ASCII character before it.
  var repeats = false
  /// DECSET 2026: what stands between begin and end appears at once.
  var synchronized = false
}
