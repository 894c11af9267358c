import CGameABI
import CommandOptions
import Engine
import GameBuilder
import HostSystem
import HotReload
import Timeline
import WorldState

/// The package that runs, for what a shared moment has besides its world.
struct MomentPlace: Sendable {
  let package: GamePackage
  let toolchain: Toolchain

  /// The package as Package.swift describes it now, or did.
  func read() async -> GamePackage {
    (try? await GamePackage.read(root: package.root, toolchain: toolchain)) ?? package
  }
}

/// Shares the moment for a control client. The loop's thread only copies; files, git and the disk are the client's affair.
extension ControlHandler {
  /// Seconds of the run that are taken along.
  static let sharedSeconds = 10.0

  func share(to path: String) throws(ControlError) -> JSONValue {
    if DiskFile.exists(path) { throw ControlError("share: \(MomentError.exists(path: path))") }
    do { try OutputFile(path: path).check("share") } catch { throw ControlError("\(error)") }
    // In the state folder, which is private. Its name is not one of a recording of the player.
    let recording = "\(place.package.state)/share-\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp"
    defer { DiskFile.remove(recording) }
    let moment = try capture(to: recording)
    if let failure = moment.run.waitUntilWritten() {
      throw ControlError("the last seconds cannot be recorded: \(failure)")
    }
    do {
      return try write(moment, recording, to: path)
    } catch let error as MomentError {
      throw ControlError("share: \(error)")
    } catch {
      throw ControlError("\(error)")
    }
  }

  private func capture(to recording: String) throws(ControlError) -> CapturedMoment {
    let file = RecordingFile(path: recording) { _ in }
    let answer = game.call(timeout: Self.timeout) { game in
      Result { () throws(SnapshotError) in try game.captureMoment(to: file, seconds: Self.sharedSeconds) }
    }
    guard let answer else { throw .loopTimeout }
    let moment: CapturedMoment?
    do throws(SnapshotError) { moment = try answer.get() } catch { throw ControlError("\(error)") }
    guard let moment else { throw .noWorld }
    return moment
  }

  private func write(_ moment: CapturedMoment, _ recording: String, to path: String) throws -> JSONValue {
    let (package, sources) = try blocking { [place] in
      let package = await place.read()
      return (package, await MomentSources.read(package))
    }
    let screen = loop.call(timeout: Self.timeout) { ($0.terminal.size, $0.board.overlay.sentFunctions) }
    guard let (size, sentFunctions) = screen else { throw ControlError.loopTimeout }
    let tick = moment.world.header.tick
    let about = MomentAbout(
      game: moment.game, hotloop: HotLoopVersion.text, compiler: place.toolchain.version,
      contract: MomentAbout.thisContract, system: MomentAbout.thisSystem, columns: size.columns,
      rows: size.rows, time: wallClockNow / 1_000_000_000, tick: tick, generation: moment.generation,
      ticks: moment.ticks, seconds: (moment.seconds * 1000).rounded() / 1000, place: moment.place.rawValue,
      notes: Self.notes(on: moment, sources, package, sentFunctions))
    let run = try DiskFile.read(recording)
    let bytes = try MomentFile.write(to: path) { section in
      switch section {
      case .about: SharedMoment.encode(about)
      case .world: moment.world.encoded
      case .run: run
      case .sources: SharedMoment.encode(sources)
      }
    }
    loop.post { $0.events.emit(.momentShared(path: path, tick: tick, ticks: moment.ticks)) }
    return [
      "ok": true, "path": .string(path), "tick": .unsigned(tick), "ticks": .integer(Int64(moment.ticks)),
      "seconds": .number(about.seconds), "place": .string(about.place),
      "commit": sources.commit.map { .string($0) } ?? .null,
      "files": .strings(sources.changed.map(\.path)), "bytes": .integer(Int64(bytes)),
      "notes": .strings(about.notes), "lacks": .strings(MomentAbout.lacks),
    ]
  }

  /// What is known to be different from what the file has.
  private static func notes(
    on moment: CapturedMoment, _ sources: MomentSources, _ package: GamePackage, _ sent: [String]
  ) -> [String] {
    var notes: [String] = []
    if let stop = moment.stop { notes.append("the run was stopped at a tick: \(stop)") }
    if let problem = sources.problem { notes.append("\(problem): all sources of the game are in the file") }
    let running = moment.sources.files
    let others = package.authoredFiles.filter { path in
      guard let known = running[package.root + "/" + path] else { return false }
      return (try? DiskFile.read(package.root + "/" + path)).map { ContentHash(of: $0) != known } ?? true
    }
    if !others.isEmpty {
      notes.append("the code that ran was built from other texts of \(others.joined(separator: ", "))")
    }
    if moment.isTweaked {
      notes.append("values of literals were changed by hand, and are not in the sources")
    }
    if !sent.isEmpty {
      notes.append("these functions were sent, and are not in the sources: \(sent.joined(separator: ", "))")
    }
    for file in sources.files {
      if let omission = file.omission {
        notes.append("\(file.path) is \(omission.rawValue): only its hash is there")
      }
    }
    return notes
  }
}

extension MomentAbout {
  /// What no shared moment has.
  static let lacks = [
    "dependencies, tests and other targets of the package", "what git ignores",
    "variables of the game outside its world", "the run before these seconds",
  ]
}
