import Engine
import Testing

@Suite("Host commands")
struct HostCommandTests {
  @Test("Keys can be bound to these names")
  func keyNames() {
    #expect(
      HostCommand.keyCommands.map(\.rawValue).sorted() == [
        "answer-later", "answer-new", "answer-renamed", "console", "forward", "frames", "help", "hold", "hud",
        "inspect",
        "last-world",
        "load", "log", "loop", "pause", "quit", "redraw", "reload",
        "restart", "rewind", "rollback", "rollback-world", "save", "settings", "step",
        "stop-on-crash", "tweak",
      ])
  }

  @Test("Control clients have these names")
  func controlNames() {
    #expect(
      HostCommand.controlCommands.map(\.rawValue).sorted() == [
        "answer", "attach", "crash", "eval", "events", "forward", "hold", "kept", "last-world", "load",
        "pause",
        "press",
        "problems",
        "quit",
        "record",
        "redraw", "reload",
        "restart",
        "resume", "rollback",
        "rollback-world", "screenshot", "share", "snapshot", "status", "step", "stop-on-crash", "time",
        "tweak",
        "world",
      ])
  }

  @Test("Every command is offered somewhere; its default keys are its own")
  func complete() {
    var keys: Set<Key> = []
    for command in HostCommand.allCases {
      #expect(command.keyExplanation != nil || command.controlExplanation != nil)
      #expect(command.keyExplanation != nil || command.defaultKeys.isEmpty)
      for key in command.defaultKeys { #expect(keys.insert(key).inserted, "\(key)") }
    }
  }

  @Test("A name is found only where its command is offered")
  func lookUp() {
    #expect(HostCommand.keyCommand(named: "rollback-world") == .rollbackWorld)
    #expect(HostCommand.keyCommand(named: "status") == nil)
    #expect(HostCommand.controlCommand(named: "status") == .status)
    #expect(HostCommand.controlCommand(named: "hud") == nil)
    #expect(HostCommand.controlCommand(named: "dance") == nil)
  }
}
