/// A run on a terminal, whose tweak panel a test uses.
struct TweakPanelRun {
  let terminal: TerminalRun
  let events: EventStream

  /// Plays a package until its literals can change.
  init(_ package: TestPackage) throws {
    events = try EventStream(in: package.root)
    terminal = try TerminalRun(in: package.root)
    try terminal.type("\(TestPackage.hotloop) play --no-optimise --wait-for-build --events \(events.path)")
    try events.next("live-literals")
  }

  /// Opens the panel, and types a filter.
  /// - Parameter text: what the panel shows then.
  func open(filter: String, shows text: String) throws {
    try terminal.press("C-e")
    try terminal.wait(for: "Tweak: ")
    for letter in filter { try terminal.press(String(letter)) }
    try terminal.wait(for: text)
  }
}
