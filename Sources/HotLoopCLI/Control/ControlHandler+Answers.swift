import Engine
import HotReload
import WorldState

/// Answers questions about renames for a control client.
extension ControlHandler {
  func answer(_ request: ControlRequest) throws(ControlError) -> JSONValue {
    switch try request.answer {
    case .renamed: return try answer(.renamed, request.field)
    case .new: return try answer(.new, request.field)
    case .later: return onLoop { loop throws(ControlError) in try Self.show(false, request.field, loop) }
    case .ask: return onLoop { loop throws(ControlError) in try Self.show(true, request.field, loop) }
    }
  }

  private func answer(_ answer: RenameAnswer, _ field: String?) throws(ControlError) -> JSONValue {
    let result = game.call(timeout: Self.timeout) { $0.answer(answer, field: field) }
    guard let result else { throw .loopTimeout }
    let answered: ReloadableGame.AnsweredQuestion
    do throws(ReloadableGame.AnswerRefusal) { answered = try result.get() } catch {
      throw ControlError(error.description)
    }
    var members = answered.question.members
    members["ok"] = true
    members["answer"] = .string(answer.rawValue)
    members["open"] = .integer(Int64(answered.openCount))
    if answer == .renamed {
      members["restored"] = .integer(Int64(answered.effect.restored))
      members["total"] = .integer(Int64(answered.effect.total))
    }
    if let declaration = answered.declaration {
      guard let outcome = declaration.wait(timeout: .seconds(Self.timeout)) else {
        throw ControlError("the values were taken, but the source was not written within five seconds")
      }
      members.merge(outcome.members) { $1 }
    }
    return .object(members)
  }

  /// Shows or hides the question on the screen. It stays open.
  private static func show(_ isShown: Bool, _ field: String?, _ loop: GameLoop) throws(ControlError)
    -> JSONValue
  {
    let open = loop.board.overlay.questions
    guard !open.isEmpty else { throw ControlError("no question is open") }
    if let field, !open.contains(where: { $0.isMeant(by: field) }) {
      throw ControlError("no question is about \(field)")
    }
    if isShown { loop.board.ask() } else { loop.board.putOff() }
    return ["ok": true, "open": .integer(Int64(open.count))]
  }
}
