import ArgumentParser
import CCrashGuard
import CommandOptions
import Engine
import Foundation
import GameBuilder
import HostSystem
import HotReload
import Timeline

/// Builds a game and computes recordings in this process.
struct ReplayHost {
  /// The memory for one recording.
  private static let maxBytes = 4 << 30

  private let package: GamePackage
  private let compiler: GameCompiler
  private let callLimit: Double
  private let optimises: Bool
  private let services = HostServices(assets: AssetStore(), stored: StoredFiles()) { _, _ in }

  /// - Parameter folder: of the package, or one below it.
  init(folder: String, callLimit: Double, optimises: Bool) throws {
    self.callLimit = callLimit
    self.optimises = optimises
    (package, compiler) = try GameCompiler.find(folder)
  }

  /// Builds the present source, or that of another revision.
  func build(_ revision: String? = nil) throws -> BuiltImage {
    var compiler = compiler
    if let revision {
      let folder = try blocking { try await RevisionFolder(revision, of: package.root).package }
      compiler = try GameCompiler.find(folder).1
    }
    let source = revision.map { "revision \($0) of the game" } ?? "the game"
    do {
      return try blocking { [compiler, optimises] in
        // Whatever there is.
        if !optimises, let built = await compiler.builtImage(optimised: true) { return built }
        // For somebody who waits, not for a log.
        if isatty(STDERR_FILENO) != 0 { notice("building \(source) …") }
        return try await compiler.build(
          optimises ? BuildRequest(optimised: true) : BuildRequest(complete: true))
      }
    } catch {
      throw CommandError("\(source) cannot be built: \(error)")
    }
  }

  // MARK: What is computed

  /// Compares a recording with what the code of an image computes.
  func verify(_ path: String, _ built: BuiltImage) throws -> RecordingReport {
    let generation = try load(built)
    return try computing(path) { crashes in
      let recording = try recording(path, generation)
      recording.investigator = crashes
      return RecordingCheck.report(on: recording) { reference(for: path, not: built) }
    }
  }

  /// One of two runs that are compared.
  struct Side {
    /// For the pictures.
    var name: String
    var recording: String
    var built: BuiltImage
  }

  /// Compares what two codes compute from one recording, and writes pictures of both.
  func compareCodes(
    _ old: Side, _ new: Side, _ pictures: ReplayPictures?
  ) throws -> RecordingReport {
    try compare(old, new, pictures, isFresh: true) { CodeComparison.report($0, $1) }
  }

  /// Compares two recordings, and writes pictures of both.
  /// - Parameter usesRecordedCode: whether each is computed by its own code, where an image of that is there.
  func compareRecordings(
    _ one: Side, _ other: Side, _ pictures: ReplayPictures?, usesRecordedCode: Bool
  ) throws -> RecordingReport {
    let sides = usesRecordedCode ? [one, other].map(withRecordedCode) : [one, other]
    return try compare(sides[0], sides[1], pictures, isFresh: false) {
      var report = RecordingComparison.report($0, $1)
      for side in sides
      where usesRecordedCode && side.built.sourceHash != RecordedWorlds.sourceHashes(in: side.recording).last
      {
        report.notes.append(
          "\(side.recording): its worlds were computed by the present code, because the recorded one is not in "
            + ".hotloop/images")
      }
      return report
    }
  }

  /// The code that was recorded last, if there is an image of it.
  private func withRecordedCode(_ side: Side) -> Side {
    var side = side
    if let recorded = image(recordedIn: side.recording) { side.built = recorded }
    return side
  }

  private func image(recordedIn path: String) -> BuiltImage? {
    guard let wanted = RecordedWorlds.sourceHashes(in: path).last else { return nil }
    return try? blocking { await compiler.newestImage { hash, _ in hash == wanted } }
  }

  /// - Parameter isFresh: whether the first worlds of the pictures are made by `start`, as they are for the report.
  private func compare(
    _ one: Side, _ other: Side, _ pictures: ReplayPictures?, isFresh: Bool,
    _ report: (LoadedRecording, LoadedRecording) -> RecordingReport
  ) throws -> RecordingReport {
    // Two runs of one image would get what the other one keeps in variables.
    let left = try load(one.built)
    let right = try load(other.built, isCopy: one.built.path == other.built.path)
    return try enteringGame { _ in
      let (before, after): (LoadedRecording, LoadedRecording)
      do {
        (before, after) = (try recording(one.recording, left), try recording(other.recording, right))
      } catch {
        return RecordingReport(unreadable: one.recording, "\(error)")
      }
      // Each may be computed by the code that was recorded.
      if let reason = after.foreignness(to: before) {
        return RecordingReport(unreadable: other.recording, "\(other.recording): \(reason)")
      }
      var report = report(before, after)
      guard let pictures else { return report }
      let pair = PicturePair(
        PicturePair.Side(one.name, try PictureRun(before, isFresh: isFresh)),
        PicturePair.Side(other.name, try PictureRun(after, isFresh: isFresh)))
      guard let pair else {
        throw CommandError("the recordings have no tick in common, so there are no pictures")
      }
      let tick = pair.firstDifference(report)
      if let tick { report.notes.append("in pictures, the worlds differ from tick \(tick) on") }
      try pictures.write(pair, usual: tick)
      return report
    }
  }

  /// Writes a recording again, with the worlds that the code of an image computes.
  func update(_ path: String, _ built: BuiltImage) throws -> RecordingReport {
    if MomentFile.isMoment(path) {
      throw CommandError("\(path) is a shared moment, which is not written again")
    }
    let generation = try load(built)
    let temporary = path + ".\(getpid()).tmp"
    defer { DiskFile.remove(temporary) }
    return try computing(path) { _ in
      let original = try recording(path, generation)
      var report = RecordingCheck.report(on: original)
      report.isUpdated = report.result != .same
      if report.isUpdated == false { return report }
      try RecordingUpdate.write(original, to: temporary)
      guard RecordingCheck.report(on: try recording(temporary, generation)).result == .same else {
        throw CommandError("it differs from itself when it is computed twice, so nothing was written")
      }
      try DiskFile.rename(temporary, to: path)
      return report
    }
  }

  /// Writes pictures of a recording.
  func draw(_ path: String, _ built: BuiltImage, _ pictures: ReplayPictures) throws {
    let generation = try load(built)
    try enteringGame { _ in try pictures.write(PictureRun(try recording(path, generation))) }
  }

  /// - Returns: the report, or one that says why there is none.
  private func computing(
    _ path: String, _ body: (CrashInvestigator) throws -> RecordingReport
  ) throws -> RecordingReport {
    try enteringGame { crashes in
      do { return try body(crashes) } catch { return RecordingReport(unreadable: path, "\(error)") }
    }
  }

  /// Runs `body`, which calls the game: its crashes and its output are caught.
  private func enteringGame<R>(_ body: (CrashInvestigator) throws -> R) throws -> R {
    let output = try OutputCapture(forwards: false) { _ in }
    try GuardedThread.enter()
    try output.begin()
    defer { output.end() }
    crash_guard_install(nil)
    unsafe fork_guard_install(package.state + "/images/")
    let watchdog = callLimit > 0 ? Watchdog(limit: callLimit) : nil
    defer { watchdog?.stop() }
    return try body(
      CrashInvestigator(root: package.root, symbolizer: compiler.toolchain.symbolizer, output: output))
  }

  /// - Parameter isCopy: loads a copy of the image, which has its own variables.
  private func load(_ built: BuiltImage, isCopy: Bool = false) throws -> Generation {
    let copy = package.state + "/images/replay-\(getpid()).partial.so"
    defer { if isCopy { DiskFile.remove(copy) } }
    if isCopy { try DiskFile.write(DiskFile.read(built.path), to: copy) }
    do throws(LoadError) {
      let image = try GameImage.load(path: isCopy ? copy : built.path, services: services)
      return Generation(number: 1, image: image, built: built, after: nil)
    } catch {
      throw CommandError("the game cannot be loaded: \(error)")
    }
  }

  private func recording(_ path: String, _ generation: Generation) throws -> LoadedRecording {
    let recording = try LoadedRecording(path, maxBytes: Self.maxBytes, services: services) { _ in generation }
    if let reason = recording.foreignness(to: generation) { throw CommandError("\(path): \(reason)") }
    return recording
  }

  /// The recording with the code that was recorded last, if there is an image of it and it is another than the tested one.
  private func reference(for path: String, not tested: BuiltImage) -> LoadedRecording? {
    guard let built = image(recordedIn: path), built.sourceHash != tested.sourceHash,
      let generation = try? load(built)
    else { return nil }
    return try? recording(path, generation)
  }
}

extension RecordingReport {
  init(unreadable path: String, _ reason: String) {
    self.init(file: path)
    result = .unreadable
    self.reason = reason
  }
}
