import Engine
import WorldState

/// Questions about renames, and their answers. Called at safe points.
extension ReloadableGame {
  /// Those that are open, the next one first.
  public var questions: [RenameQuestion] { store.past.undoRecord?.questions ?? [] }

  /// What an answer did.
  public struct AnsweredQuestion: Sendable {
    public let question: RenameQuestion
    public let effect: HostEvent.AnswerEffect
    /// What became of the declaration; nil if nothing has to be declared.
    public let declaration: Deferred<HostEvent.Declaration>?
    /// How many questions are open now.
    public let openCount: Int
  }

  /// Why an answer was refused. Code and world are unchanged, and the question is open.
  public struct AnswerRefusal: Error, Sendable, CustomStringConvertible {
    public let description: String
  }

  /// - Parameter field: the new field, the old one, or both, as `RenameQuestion.isMeant` reads it; nil for the next question.
  public func answer(
    _ answer: RenameAnswer, field: String? = nil
  ) -> Result<AnsweredQuestion, AnswerRefusal> {
    guard let question = questions.first(where: { field == nil || $0.isMeant(by: field ?? "") }) else {
      let known = questions.map { "\($0.oldPath):\($0.newPath)" }.joined(separator: ", ")
      return refusal(
        questions.isEmpty ? "no question is open" : "no question is about \(field ?? ""); open are \(known)")
    }
    return self.answer(answer, to: question)
  }

  func answer(
    _ answer: RenameAnswer, to question: RenameQuestion
  ) -> Result<AnsweredQuestion, AnswerRefusal> {
    guard questions.contains(where: { $0.id == question.id }) else {
      return refusal("the question about \(question.newPath) is closed")
    }
    guard let current = history.current, store.state.isRunning else {
      return refusal("\(stoppedText); save a source file to continue")
    }
    switch answer {
    case .new:
      store.close(question)
      reportedQuestions.removeAll { $0.id == question.id }
      let effect = HostEvent.AnswerEffect()
      events.emit(.renameAnswered(question, answer, effect))
      reportQuestions()
      return .success(
        AnsweredQuestion(
          question: question, effect: effect, declaration: nil, openCount: questions.count))
    case .renamed: return follow(question, in: current)
    }
  }

  private func follow(
    _ question: RenameQuestion, in current: Generation
  ) -> Result<AnsweredQuestion, AnswerRefusal> {
    let reported = reportedQuestions
    reportedQuestions.removeAll { $0.id == question.id }
    let transfer: WorldTransfer
    do throws(Rejection) {
      transfer = try enter(current, with: .answered(by: current, question), cause: .force)
    } catch {
      reportedQuestions = reported
      report(error, of: current, .answerFailed)
      return refusal(error.description)
    }
    store.answers.record(.renamed, to: question)
    let effect = transfer.effect(of: question)
    events.emit(.renameAnswered(question, .renamed, effect))
    let declaration = Deferred<HostEvent.Declaration>()
    declaration.whenComplete { [events] in events.emit(.renameDeclared($0)) }
    onRequest(
      .declare(
        question.rename, sources: (history.newest ?? current).sources, outcome: declaration))
    return .success(
      AnsweredQuestion(
        question: question, effect: effect, declaration: declaration, openCount: questions.count))
  }

  private func refusal(_ text: String) -> Result<AnsweredQuestion, AnswerRefusal> {
    .failure(AnswerRefusal(description: text))
  }

  /// Reports what has changed since the last report.
  func reportQuestions() {
    let (known, open) = (Set(reportedQuestions.map(\.id)), questions)
    for question in reportedQuestions where !open.contains(where: { $0.id == question.id }) {
      events.emit(.renameWithdrawn(question))
    }
    for (index, question) in open.enumerated() where !known.contains(question.id) {
      events.emit(.renameAsked(question, number: index + 1, count: open.count))
    }
    reportedQuestions = open
    events.emit(.questionsChanged(open))
  }
}

extension WorldTransfer {
  /// How many values the answer "renamed" brought back.
  fileprivate func effect(of question: RenameQuestion) -> HostEvent.AnswerEffect {
    // Lines of the plan are about structs; those of a struct that was renamed are about its fields.
    let restored = actions.joined().compactMap { $0.path == question.newPath ? $0.restored : nil }
    return HostEvent.AnswerEffect(
      restored: restored.map(\.kept).max() ?? 0, total: restored.map(\.total).max() ?? 0)
  }
}
