import Foundation
import Glibc

/// Carries out edits on the copy of a game, and knows what must come of each.
struct SoakEditor {
  let workshop: SoakWorkshop
  /// The source that was written last as one that must run.
  private(set) var good = SoakSource(mark: 0)
  private var past: [SoakSource] = []
  private var lastMark = 0

  init(workshop: SoakWorkshop) { self.workshop = workshop }

  private func next() -> SoakSource {
    var source = good
    source.fault = nil
    source.mark = lastMark + 1
    return source
  }

  /// Puts everything in order, with a source that no run of this soak had. It must run.
  mutating func mend() throws -> Int {
    try write(next())
    return good.mark
  }

  private mutating func write(_ source: SoakSource) throws {
    try workshop.write(source)
    lastMark = max(lastMark, source.mark)
    good = source
    past = past.suffix(7) + [source]
  }

  mutating func carryOut(_ edit: SoakEdit, using random: inout SoakRandom, host: SoakHost) throws
    -> SoakEdit.Outcome
  {
    var source = next()
    switch edit {
    case .good: break
    case .layout:
      source.fields.ticks = random.pick(SoakSource.Fields.tickTypes)
      source.fields.markFirst = random.chance(50)
      source.fields.extra = random.pick(SoakSource.Fields.extras)
    case .revert: if let earlier = past.dropLast().last { source = earlier }
    case .burst(let saves):
      for _ in 1..<saves {
        try write(source)
        source = next()
        // Saves hit a build at every point of it, so how long they are apart is left to chance; below as well.
        usleep(UInt32.random(in: 0...30_000, using: &random))
      }
    case .halfSave:
      try workshop.save("Game/Soak.swift", String(source.swift.prefix(300)))
      usleep(UInt32.random(in: 0...80_000, using: &random))
    case .rename:
      try write(source)
      if workshop.exists("Game/Soak.swift") { try workshop.rename("Game/Soak.swift", to: "Game/Soak2.swift") }
      return .runs(mark: source.mark)
    case .folderAway:
      try write(source)
      try workshop.rename("Game", to: "Away")
      usleep(UInt32.random(in: 0...300_000, using: &random))
      try workshop.rename("Away", to: "Game")
      return .runs(mark: source.mark)
    case .damagedImages:
      try workshop.damageImages()
      if let earlier = past.dropLast().last { source = earlier }
    case .touch:
      try workshop.saveAgain("Game/Soak.swift")
      return .runs(mark: good.mark)
    case .fault(let fault, let callback):
      source.fault = (fault, callback)
      try workshop.write(source)
      lastMark = source.mark
      return Self.outcome(callback, source)
    case .key(let command):
      _ = host.ask(command)
      return .any
    default: return try spoil(edit, source)
    }
    try write(source)
    return .runs(mark: source.mark)
  }

  /// What a fault in a callback leads to: a `beforeReload` that fails is found out by the reload after it.
  private static func outcome(_ callback: SoakCallback, _ source: SoakSource) -> SoakEdit.Outcome {
    switch callback {
    case .step, .draw: .told(["crashed", "hung", "rejected"])
    case .afterReload: .told(["rejected"])
    case .beforeReload: .runs(mark: source.mark)
    }
  }

  /// The edits that leave files that cannot run.
  private mutating func spoil(_ edit: SoakEdit, _ source: SoakSource) throws -> SoakEdit.Outcome {
    lastMark = source.mark
    switch edit {
    case .syntaxError: try workshop.save("Game/Soak.swift", source.swift + "\nfunc soak( {\n")
    case .typeError:
      try workshop.save("Game/Soak.swift", source.swift + "\nlet soak: Int = \"\(source.mark)\"\n")
    case .badHeader: try workshop.saveHeader(source, broken: true)
    case .notUTF8: try workshop.saveNotUTF8("Game/Latin.swift")
    case .deleteSource: try workshop.removeAny("Game/Soak.swift", "Game/Soak2.swift")
    case .deleteHeader: try workshop.removeAny(workshop.headerName)
    case .constructor(let body):
      try workshop.saveConstructor(body)
      return .told(["rejected"])
    case .badAsset:
      try workshop.breakAsset()
      return .runs(mark: good.mark)
    default: preconditionFailure("\(edit) spoils nothing")
    }
    return .told(["build-failed"])
  }
}
