import CGameABI

/// One run of code that `hotloop eval` compiled into the game. Only such code uses it.
///
/// The code has the world, the game's own value, and a `print` whose text goes to whoever sent it. Used on the thread that calls
/// the game, during one call.
public final class Evaluation {
  private var printed = ""
  private var value: ShownValue?

  /// Runs the code in a callback of the game.
  /// - Parameters:
  ///   - world: what `EvaluationInfo.run` is called with, as the following two.
  ///   - body: the code. If it throws, the reason is logged, which the host takes for the outcome.
  /// - Returns: a `HotloopStatus`.
  public static func run<G: Game>(
    _ type: G.Type, _ world: UnsafeMutableRawPointer?, _ game: UnsafeMutableRawPointer?,
    _ info: UnsafeRawPointer?, _ body: (Evaluation, inout G.World, inout G) throws -> Void
  ) -> Int32 {
    guard let world = unsafe world, let game = unsafe game, let info = unsafe info else {
      return HotloopStatusFailed.rawValue
    }
    let evaluation = Evaluation()
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
    unsafe evaluation.report(to: info.assumingMemoryBound(to: EvaluationInfo.self).pointee)
    return HotloopStatusOK.rawValue
  }

  /// Takes the value of an expression as the outcome. `Void` is none.
  public func show<T>(_ value: T) {
    self.value = value is Void ? nil : ShownValue(value)
  }

  /// Takes what the code prints.
  public func print(_ items: [Any], separator: String, terminator: String) {
    printed += items.map { "\($0)" }.joined(separator: separator) + terminator
  }

  private func report(to info: EvaluationInfo) {
    guard let take = unsafe info.outcome else { return }
    var (text, json) = (value?.text ?? "", value?.json ?? "")
    text.withUTF8 { text in
      json.withUTF8 { json in
        printed.withUTF8 { printed in
          var outcome = unsafe EvaluationOutcome()
          unsafe outcome.struct_size = UInt32(MemoryLayout<EvaluationOutcome>.size)
          unsafe (outcome.text, outcome.text_length) = characters(text)
          unsafe (outcome.json, outcome.json_length) = characters(json)
          unsafe (outcome.output, outcome.output_length) = characters(printed)
          unsafe take(info.context, &outcome)
        }
      }
    }
  }
}

/// Bytes as C has them; NULL for none.
private func characters(_ bytes: UnsafeBufferPointer<UInt8>) -> (UnsafePointer<CChar>?, Int) {
  guard !bytes.isEmpty, let start = bytes.baseAddress else { return (nil, 0) }
  return unsafe (UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self), bytes.count)
}
