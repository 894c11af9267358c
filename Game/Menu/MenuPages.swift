import GameSDK
import World

/// One line of a page of the menu.
struct MenuItem {
  enum Command {
    case none, back, resumeRun, title, quit
    case open(Page)
    /// Starts a run at a wave, perhaps after a question.
    case start(wave: Int32)
    case confirmedStart
    /// Changes an option: left and right step through its values.
    case change(Option)
  }

  enum Option {
    case difficulty, palette, fire, bell, shake
  }

  var label: String
  /// The value of an option.
  var value = ""
  /// What stands below the value, where a page has room for it.
  var note = ""
  var command = Command.none
}

extension Cinder {
  /// The heading of a page; empty on the title screen, which has a picture.
  func heading(of page: Page, _ world: World) -> String {
    switch page {
    case .levels: "Start at a level"
    case .options: "Options"
    case .scores: "Scores"
    case .help: "How to play"
    case .pause: "Paused"
    case .confirmRestart where world.phase == .title:
      "Give up the run at wave \(storage.progress.run?.wave ?? 1)?"
    case .confirmRestart: "Give up this run and start again?"
    case .confirmTitle: "Leave? Continue starts this wave again."
    case .confirmQuit where world.isRunning: "Quit? Continue starts this wave again."
    case .confirmQuit: "Quit Cinder?"
    default: ""
    }
  }

  /// The items of a page in the present state of the world.
  func items(of page: Page, _ world: World) -> [MenuItem] {
    switch page {
    case .main: mainItems(world)
    case .levels: levelItems()
    case .options: optionItems(world)
    case .scores, .help: [MenuItem(label: "Back", command: .back)]
    case .pause:
      [
        MenuItem(label: "Go on", command: .back),
        MenuItem(label: "Restart", command: .open(.confirmRestart)),
        MenuItem(label: "Options", command: .open(.options)),
        MenuItem(label: "How to play", command: .open(.help)),
        MenuItem(label: "To the title", command: .open(.confirmTitle)),
        MenuItem(label: "Quit Cinder", command: .open(.confirmQuit)),
      ]
    case .confirmRestart: confirmation("Start again", .confirmedStart)
    case .confirmTitle: confirmation("Leave", .title)
    case .confirmQuit: confirmation("Quit", .quit)
    default: []
    }
  }

  private func mainItems(_ world: World) -> [MenuItem] {
    let progress = storage.progress
    var items: [MenuItem] = []
    if let run = progress.run {
      items.append(
        MenuItem(label: "Continue", value: "wave \(run.wave), score \(run.score)", command: .resumeRun))
    }
    return items + [
      MenuItem(label: "Start", command: .start(wave: 1)),
      MenuItem(
        label: "Difficulty", value: world.difficultyRules.name,
        command: .change(.difficulty)),
      MenuItem(label: "Level", command: .open(.levels)),
      MenuItem(label: "Scores", command: .open(.scores)),
      MenuItem(label: "Options", command: .open(.options)),
      MenuItem(label: "How to play", command: .open(.help)),
      MenuItem(label: "Quit", command: .quit),
    ]
  }

  /// A level opens when a run has reached it.
  private func levelItems() -> [MenuItem] {
    let furthest = Int(storage.progress.furthestWave)
    let levels = files.waves.levels.map { level in
      let number = (level.number < 10 ? " " : "") + "\(level.number)"
      return level.firstWave <= furthest
        ? MenuItem(
          label: "\(number)  \(files.level(level.number).map.name)",
          command: .start(wave: Int32(level.firstWave)))
        : MenuItem(label: "\(number)  …", value: "reach wave \(level.firstWave)")
    }
    return levels + [MenuItem(label: "Back", command: .back)]
  }

  private func optionItems(_ world: World) -> [MenuItem] {
    let options = world.options
    let palette =
      switch options.palette {
      case .safe: "colour-blind safe"
      case .contrast: "high contrast"
      default: "classic"
      }
    return [
      MenuItem(label: "Colours", value: palette, command: .change(.palette)),
      MenuItem(
        label: "Fire key", value: options.fire_toggles ? "press: on and off" : "hold", command: .change(.fire)
      ),
      MenuItem(label: "Shake", value: options.shake ? "on" : "off", command: .change(.shake)),
      MenuItem(label: "Bell", value: options.bell ? "on" : "off", command: .change(.bell)),
      MenuItem(label: "Back", command: .back),
    ]
  }

  private func confirmation(_ label: String, _ command: MenuItem.Command) -> [MenuItem] {
    [MenuItem(label: "No", command: .back), MenuItem(label: label, command: command)]
  }
}
