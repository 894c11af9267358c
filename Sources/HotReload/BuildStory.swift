import Engine
import GameBuilder
import HostSystem

/// Tells the player and the event log how a build goes. Any thread: what is shown goes through the loop's queue.
struct BuildStory: Sendable {
  /// The package's folder: paths are told relative to it.
  let root: String
  let events: EventLog
  let queue: SafePointQueue<GameLoop>

  func tell(_ event: BuildEvent) {
    switch event {
    case .preparing(let request, let reason):
      if !request.isBackground { show("preparing: \(reason.replacing(root + "/", with: ""))") }
    case .started(let request, let files): tellStarted(request, files)
    case .finished(let request, let image): tellFinished(request, image)
    case .failed(let request, let error): tellFailed(request, error)
    case .packageChanged: break
    }
  }

  func tellUnchanged(saved: [String], newest: UInt64) {
    events.record("unchanged", ["paths": .array(saved.map { .string($0) }), "generation": .unsigned(newest)])
    let what = saved.count == 1 ? name(of: saved[0]) : "\(saved.count) files"
    show("") { board in
      // What was refused is not what the files hold any more.
      board.overlay.clearProblem(source: "reload")
      board.post("saved \(what): nothing changed, generation \(newest) has this source", .plain)
    }
  }

  /// A game that was there already plays.
  func tellReady() { show("") }

  func tellRejected(number: UInt64, stage: String, reason: String) {
    let reason = reason.replacing(root + "/", with: "")
    events.record(
      "rejected", ["generation": .unsigned(number), "stage": .string(stage), "reason": .string(reason)])
    show("refused", isBad: true) { board in
      board.overlay.raise(
        .init(
          source: "reload", title: "generation \(number) refused (\(stage))",
          lines: reason.split(separator: "\n").map { .init(String($0)) }))
    }
  }

  private func tellStarted(_ request: BuildRequest, _ files: [String]) {
    events.record(
      "build-started",
      ["files": .array(files.map { .string(relative($0)) }), "optimised": .bool(request.optimised)])
    if request.isBackground { return }
    let what = files.count == 1 ? name(of: files[0]) : "\(files.count) files"
    show("building \(what) …")
  }

  private func tellFinished(_ request: BuildRequest, _ image: BuiltImage) {
    events.record(
      "build-finished",
      [
        "files": .array(image.compiledFiles.map { .string(relative($0)) }),
        "optimised": .bool(image.optimised), "partial": .bool(image.isPartial),
        "ms": .number(image.milliseconds), "reused": .bool(image.reused),
      ])
    if request.isBackground { return }
    let time = Int(image.milliseconds.rounded())
    show(image.reused ? "" : "built in \(time) ms") { board in board.overlay.clearProblem(source: "build") }
  }

  private func tellFailed(_ request: BuildRequest, _ error: BuildError) {
    if case .cancelled = error { return }
    if request.isBackground {
      events.record(
        "build-failed",
        [
          "optimised": .bool(request.optimised), "reason": .string("\(error)"),
          "diagnostics": .array(error.diagnostics.map(json)),
        ])
      return
    }
    let diagnostics = error.diagnostics
    events.record(
      "build-failed",
      [
        "optimised": .bool(request.optimised), "reason": .string("\(error)"),
        "diagnostics": .array(diagnostics.map(json)),
      ])
    let errors = diagnostics.filter { $0.severity == .error }.count
    let title = "does not build: \(errors) error\(errors == 1 ? "" : "s")"
    let problem = Overlay.Problem(source: "build", title: title, lines: lines(diagnostics))
    queue.post { loop in
      var problem = problem
      problem.title +=
        loop.game.generation > 0
        ? "; generation \(loop.game.generation) plays on" : "; there is nothing to play yet"
      loop.board.overlay.hud.build = "does not build"
      loop.board.overlay.hud.buildIsBad = true
      loop.board.overlay.raise(problem)
      loop.onBuildFailure(loop, "\(error)")
    }
  }

  /// Changes the build's part of the status line, and whatever else `change` does, on the loop's thread.
  private func show(
    _ text: String, isBad: Bool = false, _ change: @escaping @Sendable (OverlayBoard) -> Void = { _ in }
  ) {
    queue.post { loop in
      loop.board.overlay.hud.build = text
      loop.board.overlay.hud.buildIsBad = isBad
      change(loop.board)
    }
  }

  /// Errors before warnings, each with place, message and source line.
  private func lines(_ diagnostics: [Diagnostic]) -> [Overlay.Problem.Line] {
    let ordered = diagnostics.filter { $0.severity == .error } + diagnostics.filter { $0.severity != .error }
    return ordered.prefix(8).flatMap { diagnostic in
      var lines: [Overlay.Problem.Line] = []
      if let file = diagnostic.file {
        let place = diagnostic.line > 0 ? ":\(diagnostic.line):\(diagnostic.column)" : ""
        lines.append(.init(relative(file) + place, .location))
      }
      lines.append(.init("\(diagnostic.severity.rawValue): \(diagnostic.message)"))
      if let source = diagnostic.sourceLine {
        let code = source.replacing("\t", with: "    ")
        lines.append(.init("  " + code, .code))
        if diagnostic.column > 0 {
          lines.append(.init("  " + marker(under: source, column: diagnostic.column), .marker))
        }
      }
      for note in diagnostic.notes.prefix(2) { lines.append(.init("  note: \(note.message)", .dim)) }
      return lines
    }
  }

  /// A caret below a column that counts bytes of UTF-8.
  private func marker(under source: String, column: Int) -> String {
    let before = String(decoding: source.utf8.prefix(column - 1), as: UTF8.self)
    return String(repeating: " ", count: before.replacing("\t", with: "    ").cellWidth) + "^"
  }

  private func json(_ diagnostic: Diagnostic) -> JSONValue {
    [
      "file": diagnostic.file.map { .string(relative($0)) } ?? .null,
      "line": .integer(Int64(diagnostic.line)),
      "column": .integer(Int64(diagnostic.column)), "severity": .string(diagnostic.severity.rawValue),
      "message": .string(diagnostic.message),
    ]
  }

  func relative(_ path: String) -> String { PathText.relative(path, to: root) }

  private func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
