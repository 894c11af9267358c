import WorldState

/// The panel that asks what became of a field. It is shown until it is answered or put off.
extension OverlayBoard {
  /// Whether it can be read: the newest panel hides the others.
  public var isAsking: Bool { overlay.panels.last?.source == .question }

  /// - Parameter questions: all that are open.
  func show(_ questions: [RenameQuestion]) {
    let known = Set(overlay.questions.map(\.id))
    let hasNew = questions.contains { !known.contains($0.id) }
    overlay.questions = questions
    if questions.isEmpty {
      overlay.closePanel(.question)
    } else if hasNew || overlay.hasPanel(.question) {
      ask()
    }
  }

  /// Shows the panel, in front of others.
  /// - Returns: whether there is something to ask.
  @discardableResult
  public func ask() -> Bool {
    guard let question = overlay.questions.first else { return false }
    overlay.show(panel(question, count: overlay.questions.count))
    return true
  }

  /// Closes the panel. The questions stay open.
  public func putOff() {
    guard overlay.hasPanel(.question) else { return }
    overlay.closePanel(.question)
    toast("The old values are kept · \(askingAgain)", seconds: 6)
  }

  /// The keys have changed.
  func refreshQuestion() { if isAsking { ask() } }

  private var askingAgain: String {
    hints.key(.answerLater).map { "\($0) asks again" } ?? "hotloop ctl answer ask asks again"
  }

  private func panel(_ question: RenameQuestion, count: Int) -> Overlay.Panel {
    let place = count > 1 ? " (1 of \(count))" : ""
    func line(_ command: HostCommand, _ answer: String, _ text: String) -> Overlay.Line {
      .init((hints.key(command) ?? "hotloop ctl answer \(answer)") + "  " + text)
    }
    return Overlay.Panel(
      source: .question,
      title: "Was \(question.oldPath) renamed to \(question.newPath)?\(place)",
      lines: [
        .init(
          "\(question.oldPath) (\(question.oldType)) is gone, \(question.newPath) (\(question.newType)) "
            + "is new and has no value."),
        line(.answerRenamed, "renamed", "renamed: takes the old values, and is declared in the source"),
        line(.answerNew, "new", "new: starts without them, and is not asked again"),
        line(.answerLater, "later", "later: the old values are kept until you answer"),
      ])
  }
}
