import Glibc

/// Applies edits to the copy of a game, and predicts the outcome of each.
struct SoakEditor {
  let package: SoakPackage
  /// The last written source that must run.
  private(set) var good = SoakSource(mark: 0)
  private var history: [SoakSource] = []
  private var lastMark = 0

  init(package: SoakPackage) { self.package = package }

  private func next() -> SoakSource {
    var source = good
    source.fault = nil
    source.mark = lastMark + 1
    return source
  }

  /// Restores all files, with a source that is new in this soak.
  /// - Returns: the mark of the source, which must run.
  mutating func restore() throws -> Int {
    try write(next())
    return good.mark
  }

  private mutating func write(_ source: SoakSource) throws {
    try package.write(source)
    remember(source)
  }

  private mutating func remember(_ source: SoakSource) {
    lastMark = max(lastMark, source.mark)
    good = source
    history = history.suffix(7) + [source]
  }

  mutating func apply(
    _ edit: SoakEdit, using random: inout SoakRandom, host: SoakHost
  ) throws -> SoakEdit.Outcome {
    var source = next()
    switch edit {
    case .good: break
    case .layout: changeLayout(of: &source, using: &random)
    case .enumeration: source.items.changeEnum(using: &random)
    case .poolElement: source.items.changeElement(using: &random)
    case .revert: if let earlier = history.dropLast().last { source = earlier }
    case .burst(let saves):
      for _ in 1..<saves {
        try write(source)
        source = next()
        // Pauses are random here and below, so that saves hit every point of a build.
        usleep(UInt32.random(in: 0...30_000, using: &random))
      }
    case .halfSave:
      try package.save("Game/Soak.swift", String(source.swift.prefix(300)))
      usleep(UInt32.random(in: 0...80_000, using: &random))
    case .rename:
      try write(source)
      if package.exists("Game/Soak.swift") { try package.rename("Game/Soak.swift", to: "Game/Soak2.swift") }
      return .runs(mark: source.mark)
    case .folderAway:
      try write(source)
      try package.rename("Game", to: "Away")
      usleep(UInt32.random(in: 0...300_000, using: &random))
      try package.rename("Away", to: "Game")
      return .runs(mark: source.mark)
    case .damagedImages:
      try package.truncateImages()
      if let earlier = history.dropLast().last { source = earlier }
    case .place(let place): return try apply(place, source, host: host)
    case .touch:
      try package.saveAgain("Game/Soak.swift")
      return .runs(mark: good.mark)
    case .fault(let fault, let callback):
      source.fault = (fault, callback)
      try package.write(source)
      lastMark = source.mark
      return Self.outcome(callback, source)
    case .key(let command):
      _ = host.ask(command)
      return .any
    default: return try applyInvalid(edit, source)
    }
    try write(source)
    return .runs(mark: source.mark)
  }

  private func changeLayout(of source: inout SoakSource, using random: inout SoakRandom) {
    source.fields.ticks = random.pick(SoakSource.Fields.tickTypes)
    source.fields.markFirst = random.chance(50)
    source.fields.extra = random.pick(SoakSource.Fields.extras)
  }

  /// The outcome of a fault in a callback. A failing `beforeReload` only matters at the next reload.
  private static func outcome(_ callback: SoakCallback, _ source: SoakSource) -> SoakEdit.Outcome {
    switch callback {
    case .step, .draw: .reports(["crashed", "hung", "rejected"])
    case .afterReload: .reports(["rejected"])
    case .beforeReload: .runs(mark: source.mark)
    }
  }

  /// Moves the source to another place, and saves it there, so that two builds follow.
  private mutating func apply(
    _ place: SoakPlace, _ source: SoakSource, host: SoakHost
  ) throws -> SoakEdit.Outcome {
    try write(source)
    let later = next()
    switch place {
    case .symbolicLink:
      try package.linkSource()
      try package.saveElsewhere(later)
    case .hardLink:
      try package.hardLinkSource()
      try package.saveElsewhere(later)
      // The kernel reports a write only for the name by which it was made.
      _ = host.ask("reload")
    case .folder:
      try package.moveSourceToFolder()
      return .runs(mark: source.mark)
    case .linkedFolder:
      try package.moveSourceToLinkedFolder()
      try package.saveElsewhere(later)
    case .crlf: try package.saveWithCRLF(later)
    }
    remember(later)
    return .runs(mark: later.mark)
  }

  /// Applies edits that leave files that cannot run.
  private mutating func applyInvalid(_ edit: SoakEdit, _ source: SoakSource) throws -> SoakEdit.Outcome {
    lastMark = source.mark
    switch edit {
    case .syntaxError: try package.save("Game/Soak.swift", source.swift + "\nfunc soak( {\n")
    case .typeError:
      try package.save("Game/Soak.swift", source.swift + "\nlet soak: Int = \"\(source.mark)\"\n")
    case .badHeader: try package.saveHeader(source, broken: true)
    case .notUTF8: try package.saveNotUTF8("Game/Latin.swift")
    case .deleteSource: try package.removeFirst(of: "Game/Soak.swift", "Game/Soak2.swift")
    case .deleteHeader: try package.removeFirst(of: package.header)
    case .constructor(let body):
      try package.saveConstructor(body)
      return .reports(["rejected"])
    case .badAsset:
      try package.breakAsset()
      return .runs(mark: good.mark)
    default: preconditionFailure("\(edit) is a valid edit")
    }
    return .reports(["build-failed"])
  }
}
