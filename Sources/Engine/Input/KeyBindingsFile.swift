import Yams

/// Reads `keys.yaml`: a mapping `host:` and a mapping `game:`, each from an action to a key or a list of keys.
///
/// Every mistake is an error with its line: an unknown action, an unknown key, a key that is bound twice, invalid YAML.
/// Host commands that the file omits keep their default keys, except those that the file binds to something else.
public struct KeyBindingsFile {
  /// The file's name in errors.
  public let name: String
  let text: String

  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }

  /// - Parameter gameActions: the game's actions, by their bit in an `InputSample`.
  public func bindings(gameActions: [String]) throws(FileProblem) -> KeyBindings {
    let root = try parse()
    var collector = BindingCollector(file: name)
    guard let mapping = root.mapping else {
      throw problem(root, "the file must be a mapping with the sections host: and game:")
    }
    for (section, content) in mapping {
      switch section.string {
      case "host":
        let commands = HostCommand.keyCommands
        try collector.read(content, section: "host", actions: commands.map(\.rawValue)) {
          .host(commands[$0])
        }
      case "game":
        try collector.read(content, section: "game", actions: gameActions) { .game($0) }
      default:
        throw problem(section, "unknown section '\(section.string ?? "?")'; use host: and game:")
      }
    }
    return collector.finish(gameActions: gameActions)
  }

  /// Checks that the file is valid YAML. The game's actions are not needed.
  public func checkSyntax() throws(FileProblem) {
    _ = try parse()
  }

  private func parse() throws(FileProblem) -> Node {
    do {
      guard let node = try Yams.compose(yaml: String(text.withoutByteOrderMark)) else {
        throw FileProblem(
          file: name, line: 1, message: "the file is empty; it needs the sections host: and game:")
      }
      return node
    } catch let problem as FileProblem {
      throw problem
    } catch let error as YamlError {
      throw FileProblem(file: name, line: error.line, message: "invalid YAML: \(error.brief)")
    } catch {
      throw FileProblem(file: name, line: 0, message: "invalid YAML: \(error)")
    }
  }

  private func problem(_ node: Node, _ message: String) -> FileProblem {
    FileProblem(file: name, line: node.mark?.line ?? 0, message: message)
  }
}

/// Collects bindings and the line on which each key was first bound.
private struct BindingCollector {
  let file: String
  private var entries: [KeyBindings.Entry] = []
  private var boundAt: [Key: (action: String, line: Int)] = [:]

  init(file: String) { self.file = file }

  mutating func read(
    _ content: Node, section: String, actions: [String], target: (Int) -> KeyBindings.Target
  ) throws(FileProblem) {
    if content.isNull { return }
    guard let mapping = content.mapping else {
      throw problem(content, "\(section): must be a mapping from actions to keys")
    }
    for (name, keys) in mapping {
      let action = name.string ?? "?"
      guard let index = actions.firstIndex(of: action) else {
        throw problem(
          name,
          "unknown action '\(action)' under \(section):; "
            + (actions.isEmpty
              ? "the game has no actions" : "the actions are \(actions.joined(separator: ", "))"))
      }
      let target = target(index)
      guard !entries.contains(where: { $0.target == target }) else {
        throw problem(name, "action '\(action)' is listed twice under \(section):; give it one list of keys")
      }
      let bound = try readKeys(keys, action: action)
      if bound.isEmpty, target == .host(.quit) {
        throw problem(name, "quit needs a key, such as ctrl-c; remove the line for the default keys")
      }
      entries.append(.init(name: action, target: target, keys: bound))
    }
  }

  private mutating func readKeys(_ node: Node, action: String) throws(FileProblem) -> [Key] {
    if node.isNull { return [] }
    let nodes = node.sequence.map(Array.init) ?? [node]
    var keys: [Key] = []
    for node in nodes {
      guard let name = node.scalar?.string else {
        throw problem(node, "'\(action)' must have a key or a list of keys")
      }
      guard let key = Key(name: name) else {
        throw problem(
          node,
          "unknown key '\(name)'; write a character, f1…f24, up, space, enter, pageup, ctrl-r, shift-left …"
        )
      }
      if let other = boundAt[key] {
        throw problem(
          node, "\(key) is bound twice: to \(other.action) on line \(other.line) and to \(action) here")
      }
      boundAt[key] = (action, node.mark?.line ?? 0)
      keys.append(key)
    }
    return keys
  }

  func finish(gameActions: [String]) -> KeyBindings {
    var all = entries
    for (bit, action) in gameActions.enumerated()
    where !action.isEmpty && !all.contains(where: { $0.target == .game(bit) }) {
      all.append(.init(name: action, target: .game(bit), keys: []))
    }
    for command in HostCommand.keyCommands where !all.contains(where: { $0.target == .host(command) }) {
      let free = command.defaultKeys.filter { boundAt[$0] == nil }
      all.append(.init(name: command.rawValue, target: .host(command), keys: free))
    }
    return KeyBindings(entries: all)
  }

  private func problem(_ node: Node, _ message: String) -> FileProblem {
    FileProblem(file: file, line: node.mark?.line ?? 0, message: message)
  }
}

extension Node {
  fileprivate var isNull: Bool {
    scalar.map {
      // In quotes, "~" is a key.
      $0.style != .doubleQuoted && $0.style != .singleQuoted && ["", "null", "~"].contains($0.string)
    } ?? false
  }
}

extension YamlError {
  fileprivate var line: Int {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    default: 0
    }
  }

  fileprivate var brief: String {
    switch self {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _):
      problem
    default: "\(self)"
    }
  }
}
