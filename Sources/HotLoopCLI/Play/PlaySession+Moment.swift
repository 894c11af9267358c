import CGameABI
import CommandOptions
import Engine
import Foundation
import GameBuilder
import HostSystem
import HotReload
import Timeline
import WorldState

/// A run that begins with a moment that somebody has shared.
extension PlaySession {
  /// The moment that `--from` names; nil if that is something else, or if the run goes on after the end of a host. Tells how
  /// its code differs, on the terminal, which still belongs to the shell.
  static func sharedMoment(
    _ options: PlayCommand, _ package: GamePackage, _ memory: RunMemory
  ) throws -> (initial: InitialMoment, name: String)? {
    guard let path = options.from, !memory.continuesRun, MomentFile.isMoment(path) else { return nil }
    let moment = try SharedMoment(path)
    let run: EarlierRun
    do throws(RecordingError) {
      run = try EarlierRun.before(moment: path, maxBytes: max(options.history, 64) << 20)
    } catch {
      throw CommandError("\(error)")
    }
    let comparison = try blocking { try await SourceComparison(moment.sources, with: package) }
    var report = HostEvent.OpenedMoment(path: path, differences: comparison.differences.map(\.event))
    report.tick = moment.world.header.tick
    for line in moment.summary { notice(line) }
    notice(report.differencesText)
    if !report.differences.isEmpty { notice("`hotloop share show \(path)` prints the differences") }
    // A run of a fixed length runs.
    let stands = options.ticks == nil
    return (
      InitialMoment(world: moment.world, game: moment.about.game, run: run, report: report, stands: stands),
      path
    )
  }

  /// A run that cannot stand at the moment, because nothing is recorded, is paused before its first tick.
  func pauseAtMoment(_ loop: GameLoop) {
    if moment != nil, options.history == 0, options.ticks == nil { loop.setPaused(true) }
  }

  /// Computes the recorded ticks again once the game runs, in another process, and tells what comes of it.
  func computeMoment() {
    // A run of a fixed length may end before that, and nobody looks.
    guard let path = moment, options.ticks == nil else { return }
    let callLimit = options.callLimit
    events.listen { [events, loopGateway, package] stamped in
      // Once: one generation takes the world over.
      guard case .momentOpened(let opened) = stamped.event else { return }
      if !opened.stands { loopGateway.post { $0.setPaused(true) } }
      Task.detached(priority: .utility) {
        let replay = await MomentReplay(
          path: URL(fileURLWithPath: path).standardizedFileURL.path, root: package.root,
          callLimit: callLimit
        ).outcome()
        events.emit(.momentReplayed(replay))
      }
    }
  }
}

extension SharedMoment {
  /// For people who open it: some lines.
  var summary: [String] {
    var lines = [
      "\(ForeignText.line(about.game)), tick \(about.tick), shared on \(about.date) with the \(about.ticks) ticks before it "
        + "(\(about.seconds) s), by \(ForeignText.line(about.hotloop)), \(ForeignText.line(about.compiler)), "
        + ForeignText.line(about.system)
    ]
    lines += about.notes.map { "note: " + ForeignText.line($0) }
    return lines
  }
}
