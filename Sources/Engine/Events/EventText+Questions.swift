import WorldState

extension EventText {
  static func question(_ question: RenameQuestion, _ number: Int, _ count: Int) -> [LogLine] {
    let place = count > 1 ? " (\(number) of \(count))" : ""
    let asked = [
      LogLine(
        "was \(question.oldPath) (\(question.oldType)) renamed to \(question.newPath) (\(question.newType)), "
          + "or is that one new?\(place)", .warning)
    ]
    if number < count { return asked }
    return asked + [
      LogLine("  the old values are kept; answer with a key, or with hotloop ctl answer renamed|new|later")
    ]
  }

  static func line(
    _ question: RenameQuestion, _ answer: RenameAnswer, _ effect: HostEvent.AnswerEffect
  ) -> LogLine {
    switch answer {
    case .renamed: LogLine("\(question.oldPath) was renamed to \(question.newPath): \(effect.message)")
    case .new: LogLine("\(question.newPath) is new, \(question.oldPath) is gone")
    }
  }

  static func lines(_ declaration: HostEvent.Declaration) -> [LogLine] {
    if let place = declaration.place {
      return [LogLine("\(place.path):\(place.line): declared \(declaration.text)")]
    }
    return [
      LogLine("the rename was not written into the source: \(declaration.obstacle ?? "")", .warning),
      LogLine("  \(declaration.request): \(declaration.text)"),
    ]
  }
}
