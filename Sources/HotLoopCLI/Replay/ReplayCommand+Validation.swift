import ArgumentParser
import Engine

extension ReplayCommand {
  func validate() throws {
    let tasks = [
      ("--verify", verify), ("--against", against != nil), ("--compare", compare != nil),
      ("--update", update),
    ].filter(\.1).map(\.0)
    if compare != nil, files.count > 1 {
      throw ValidationError("--compare takes one recording besides its own")
    }
    if tasks.count > 1 { throw ValidationError("give only one of \(tasks[0]) and \(tasks[1])") }
    if !headless, let task = tasks.first { throw ValidationError("\(task) needs --headless") }
    if !headless, files.count > 1 { throw ValidationError("one recording can be watched at a time") }
    if !headless, json || rev != nil || optimise {
      throw ValidationError("--json, --rev and --optimise need --headless")
    }
    if update, files.isEmpty { throw ValidationError("--update needs the recordings to write again") }
    let pictures = try pictureOptions.files.map(\.option)
    if headless, tasks.isEmpty, pictures.isEmpty {
      throw ValidationError(
        "with --headless, give --verify, --against REV, --compare FILE, --update, --screenshot, --cast, --animation "
          + "or --gif")
    }
    try validatePictures(pictures, of: tasks.first)
    try validatePictureFiles()
  }

  /// - Parameter task: what is done besides.
  private func validatePictures(_ options: [String], of task: String?) throws {
    guard let option = options.first else {
      if size != nil {
        throw ValidationError("--size needs --screenshot, --cast, --animation or --gif")
      }
      return
    }
    if !headless { throw ValidationError("\(option) needs --headless") }
    if files.count > 1 { throw ValidationError("\(option) takes one recording") }
    guard let task else { return }
    if verify || update { throw ValidationError("\(option) cannot be combined with \(task)") }
    let whole = CellBuffer.sizeSideBySide(size ?? CellSize(columns: 1, rows: 1))
    let largest = CellSize.largest
    if whole.columns > largest.columns || whole.rows > largest.rows {
      let half = CellSize(columns: (largest.columns - 1) / 2, rows: largest.rows - 1)
      throw ValidationError("with \(task), --size is that of each half, at most \(half.plain)")
    }
  }

  private func validatePictureFiles() throws {
    if at != nil, screenshot == nil { throw ValidationError("--at needs --screenshot") }
    if let problem = screenshot.flatMap(Screenshot.problem) { throw ValidationError(problem) }
    if let animation, !animation.lowercased().hasSuffix(".svg") {
      throw ValidationError("--animation writes SVG: name the file .svg, not \(animation)")
    }
    if let gif, !gif.lowercased().hasSuffix(".gif") {
      throw ValidationError("--gif writes GIF: name the file .gif, not \(gif)")
    }
  }
}
