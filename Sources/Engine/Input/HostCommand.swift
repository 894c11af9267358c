/// Everything the host can be told to do: by a key, by `hotloop ctl`, or by an input script.
///
/// The raw value is the command's name in all three. `load` differs: a key loads the quick save, `ctl` a given file.
/// `pause` differs too: a key toggles, `ctl` pauses. Keys answer a question with a command each, `ctl` with the argument of
/// `answer`. Arguments belong to the control request.
public enum HostCommand: String, CaseIterable, Sendable {
  case status, problems
  case reload, hold, rollback, forward
  case rollbackWorld = "rollback-world"
  case restart
  case world, snapshot, save, load
  case kept
  case eval
  case lastWorld = "last-world"
  case answer
  case answerRenamed = "answer-renamed"
  case answerNew = "answer-new"
  case answerLater = "answer-later"
  case pause, resume, step
  case stopOnCrash = "stop-on-crash"
  case crash
  case screenshot
  case tweak, inspect, console
  case rewind, loop
  case time, record, share, press, events, attach
  case help, quit
  case settings, hud, log, frames, redraw

  /// The commands that a key can be bound to, in the order of the help.
  public static let keyCommands = allCases.filter { $0.keyExplanation != nil }
  /// The commands of `hotloop ctl`, in the order of its help.
  public static let controlCommands = allCases.filter { $0.controlExplanation != nil }

  /// The command of this name, if a key can be bound to it.
  public static func keyCommand(named name: String) -> HostCommand? {
    HostCommand(rawValue: name).flatMap { $0.keyExplanation == nil ? nil : $0 }
  }

  /// The command of this name, if `hotloop ctl` offers it.
  public static func controlCommand(named name: String) -> HostCommand? {
    HostCommand(rawValue: name).flatMap { $0.controlExplanation == nil ? nil : $0 }
  }

  /// For the help on the screen; nil if no key can be bound to the command.
  public var keyExplanation: String? { entry.key }

  /// For `hotloop ctl --help`; nil if the command is not offered there.
  public var controlExplanation: String? { entry.control }

  /// The keys that apply unless `keys.yaml` says otherwise.
  public var defaultKeys: [Key] { entry.keys }

  private typealias Entry = (key: String?, control: String?, keys: [Key])

  private var entry: Entry {
    switch self {
    case .status: (nil, "show the running generation, the tick and the state of the build", [])
    case .problems: (nil, "print what is wrong now, as JSON or as compilers print it", [])
    case .reload:
      ("rebuild everything and reload, even if nothing changed", "rebuild everything and reload", [Self.f(5)])
    case .hold:
      (
        "hold saves until reload, or apply each at once",
        "hold saves until reload: on or off; without it, say which", [Key(.character("p"), .control)]
      )
    case .rollback: (Self.rollbackText, Self.rollbackText, [Self.f(6)])
    case .forward: (Self.forwardText, Self.forwardText, [Self.f(7)])
    case .rollbackWorld: (Self.rollbackWorldText, Self.rollbackWorldText, [Self.f(8)])
    case .restart: (Self.restartText, Self.restartText, [Key(.character("n"), .control)])
    case .world:
      (
        nil, "print the world as JSON; get, set or watch a value of it, add or remove an element of a pool",
        []
      )
    case .kept: (nil, "list the values that the game created once; delete KEY ends one", [])
    case .eval: (nil, "run code of Swift in the running game; see hotloop eval", [])
    case .snapshot: (nil, "write the world to the given file", [])
    case .save: ("save the world", nil, [Self.f(9)])
    case .load: ("load the saved world", "load the world from the given file", [Self.f(10)])
    case .lastWorld: (Self.lastWorldText, Self.lastWorldText, [Self.f(12)])
    case .answer:
      (nil, "say what became of a field: renamed, new or later, or ask again: ask", [])
    case .answerRenamed:
      ("asked about a field: it was renamed", nil, [Key(.character("r"), .control)])
    case .answerNew: ("asked about a field: it is new", nil, [Key(.character("o"), .control)])
    case .answerLater: ("asked about a field: ask later, or again", nil, [Key(.character("t"), .control)])
    case .pause: ("pause / resume", "pause the ticks", [Self.character("p")])
    case .resume: (nil, "resume the ticks", [])
    case .step:
      ("run one tick while paused", "pause, and run one tick or the given number", [Self.character(".")])
    case .stopOnCrash:
      (
        "stop at the tick when the game crashes, or go on",
        "stop at the tick when the game crashes: on or off", [Key(.character("x"), .control)]
      )
    case .crash:
      (nil, "show the tick at which the run is stopped; retry or skip it, or run the previous build", [])
    case .screenshot: (nil, "write the screen to the given file (.svg, .ansi, otherwise plain text)", [])
    case .tweak:
      (
        "change values of the running code", "list, get, set, write or revert values of the running code",
        [Key(.character("e"), .control)]
      )
    case .console: ("run code of Swift in the running game", nil, [Key(.character("k"), .control)])
    case .inspect:
      ("look at the world, and change it", nil, [Key(.character("w"), .control)])
    case .rewind: ("go back in time, while it is held", nil, [Key(.backspace)])
    case .loop:
      ("play the last seconds again and again", nil, [Key(.character("g"), .control)])
    case .time:
      (nil, "show where in the recording the game is, go back, play on or loop a stretch", [])
    case .record:
      (nil, "record the run to the given file from now on; without a file, end that recording", [])
    case .share:
      (nil, "write the moment to the given file for somebody else: world, last seconds, changed sources", [])
    case .events: (nil, "print the events of the run from now on, one line of JSON each, until it ends", [])
    case .attach:
      (nil, "send what an attached window shows, and take its keys; see hotloop attach", [])
    case .press:
      (nil, "press an action of the game for one tick, or for the given number", [])
    case .help: ("show or hide this help", nil, [Self.f(1), Self.character("?")])
    case .settings: ("change key bindings", nil, [Self.f(2)])
    case .hud: ("show or hide the status line", nil, [Self.f(3)])
    case .log: ("show or hide the log", nil, [Self.f(4)])
    case .frames: ("show or hide the frame time graph", nil, [Self.f(11)])
    case .redraw:
      (
        "draw the whole screen again", "draw the whole screen again",
        [Key(.character("l"), .control)]
      )
    case .quit: ("quit", "end the run", [Self.character("q"), Key(.character("c"), .control)])
    }
  }

  private static let rollbackText = "roll back to the previous build, keep the world"
  private static let forwardText = "go forward to the next build, keep the world"
  private static let lastWorldText = "continue the world of the last run"
  private static let rollbackWorldText = "roll back build and world, or undo a restart"
  private static let restartText = "start a fresh world in the running build"

  private static func f(_ number: Int) -> Key { Key(.function(number)) }
  private static func character(_ scalar: Unicode.Scalar) -> Key { Key(.character(scalar)) }
}
