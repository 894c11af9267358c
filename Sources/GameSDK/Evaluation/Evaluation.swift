import CGameABI

/// One run of code that `hotloop eval` compiled into the game. Only such code uses it.
///
/// The code has the world, the game's own value, and a `print` whose text goes to whoever sent it. Used on the thread that calls
/// the game, during one call.
@safe public final class Evaluation {
  /// What is printed beyond is left out: the game waits meanwhile.
  private static let maxPrinted = 100_000

  /// Bytes.
  private var printed = 0
  private var value: ShownValue?
  private let info: EvaluationInfo

  private init(_ info: EvaluationInfo) { unsafe self.info = info }

  /// Runs the code in a callback of the game.
  /// - Parameters:
  ///   - type: the game's type.
  ///   - world: what `EvaluationInfo.run` is called with, as the following two.
  ///   - game: the address of the game's value.
  ///   - info: an `EvaluationInfo`.
  ///   - body: the code. If it throws, the reason is logged, which the host takes for the outcome.
  /// - Returns: a `HotloopStatus`.
  public static func run<G: Game>(
    _ type: G.Type, _ world: UnsafeMutableRawPointer?, _ game: UnsafeMutableRawPointer?,
    _ info: UnsafeRawPointer?, _ body: (Evaluation, inout G.World, inout G) throws -> Void
  ) -> Int32 {
    guard let world = unsafe world, let game = unsafe game, let info = unsafe info else {
      return HotloopStatusFailed.rawValue
    }
    let evaluation = unsafe Evaluation(info.assumingMemoryBound(to: EvaluationInfo.self).pointee)
    // Pools and random numbers find the arena in the image that their code is in, which is this one.
    unsafe CallbackArena.enter(world.assumingMemoryBound(to: WorldHeader.self))
    defer { CallbackArena.leave() }
    do {
      // The host has checked that both images have the same layouts.
      try unsafe body(
        evaluation, &world.assumingMemoryBound(to: G.World.self).pointee,
        &game.assumingMemoryBound(to: G.self).pointee)
    } catch {
      Host.errorCaught(error)
      Log.error("\(error)")
      return HotloopStatusFailed.rawValue
    }
    evaluation.report()
    return HotloopStatusOK.rawValue
  }

  /// Takes the value of an expression as the outcome. `Void` is none.
  public func show<T>(_ value: T) {
    self.value = value is Void ? nil : ShownValue(value)
  }

  /// Takes what the code prints.
  public func print(_ items: [Any], separator: String, terminator: String) {
    guard printed < Self.maxPrinted, let take = unsafe info.print else { return }
    var text = items.map { "\($0)" }.joined(separator: separator) + terminator
    printed += text.utf8.count
    if printed >= Self.maxPrinted {
      text = String(decoding: text.utf8.prefix(Self.maxPrinted), as: UTF8.self) + "… and more\n"
    }
    text.withUTF8 { text in
      let (start, length) = unsafe characters(text)
      unsafe take(info.context, start, length)
    }
  }

  private func report() {
    guard let take = unsafe info.outcome else { return }
    var (text, json) = (value?.text ?? "", value?.json ?? "")
    text.withUTF8 { text in
      json.withUTF8 { json in
        var outcome = unsafe EvaluationOutcome()
        unsafe outcome.struct_size = UInt32(MemoryLayout<EvaluationOutcome>.size)
        unsafe (outcome.text, outcome.text_length) = characters(text)
        unsafe (outcome.json, outcome.json_length) = characters(json)
        unsafe take(info.context, &outcome)
      }
    }
  }
}

/// Bytes as C has them; NULL for none.
private func characters(_ bytes: UnsafeBufferPointer<UInt8>) -> (UnsafePointer<CChar>?, Int) {
  guard !bytes.isEmpty, let start = bytes.baseAddress else { return (nil, 0) }
  return unsafe (UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self), bytes.count)
}
