import WorldState

extension OverlayPresenter {
  func present(_ question: RenameQuestion, _ answer: RenameAnswer, _ effect: HostEvent.AnswerEffect) {
    switch answer {
    case .renamed: toast("\(question.newPath) was \(question.oldPath): \(effect.message)", .good, seconds: 6)
    case .new: toast("\(question.newPath) is new")
    }
  }

  /// If it could not be written, a panel has the line until the next save.
  func present(_ declaration: HostEvent.Declaration) {
    if let place = declaration.place {
      close(.declaration)
      toast("The rename is declared in \(place.path):\(place.line)", .good, seconds: 6)
      return
    }
    show(
      .declaration, "A rename is not declared: \(declaration.request)",
      [.init(declaration.text, .code), .init(declaration.obstacle ?? "", .dim)],
      [Problem(.declaration, "\(declaration.obstacle ?? ""); write \(declaration.text)")])
  }
}
