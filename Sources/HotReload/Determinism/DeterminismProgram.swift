import CGameABI
import Engine
import Foundation
import GameBuilder
import Glibc
import HostSystem
import WorldState

/// The program of a child that steps ticks a second time: loads an image, and for each job takes over the world before a tick,
/// as a fresh image does, and steps it.
///
/// Used on one thread.
public final class DeterminismProgram {
  private let channel: LineChannel
  /// The memory file that worlds are exchanged in.
  private let exchange: Arena
  private let services: HostServices
  /// Those of the run, which are compared with what this process creates.
  private let keptFolder: String
  private let crashes: CrashInvestigator
  private var assets: [String: AssetStore.Asset] = [:]
  private var stored = StoredFiles.Contents()
  private var modules: [String] = []

  /// - Parameters:
  ///   - channel: to the host.
  ///   - world: the memory file for worlds. Taken over.
  ///   - root: the package's folder.
  ///   - kept: the folder of the run's kept values.
  ///   - symbolizer: the toolchain's `llvm-symbolizer`.
  public init(
    channel: LineChannel, world: Int32, root: String, kept: String, symbolizer: String, output: any GameOutput
  ) throws {
    self.channel = channel
    keptFolder = kept
    exchange = try Arena(inherited: world)
    services = HostServices(assets: AssetStore(), isTrial: true) { _, _ in }
    crashes = CrashInvestigator(root: root, symbolizer: symbolizer, output: output)
  }

  /// Receives an image and jobs, and answers, until the host closes the channel or a call crashes.
  public func run() {
    // A crash is an expected result; do not write a core dump.
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    // The running game comes first.
    ProcessPriority.setLowest()
    guard let image = receive(DeterminismImage.self) else { return }
    do {
      let world = try Arena(name: "hotloop check", bytesReserved: image.bytesReserved)
      let loaded = try GameImage.load(path: image.path, services: services)
      let generation = Generation(
        GenerationRecord(
          number: image.generation, image: loaded, sourceHash: "", isOptimised: false,
          sources: SourceTree(files: [:])), image: loaded, after: nil)
      modules = image.modules
      send(.loaded)
      while let job = receive(DeterminismJob.self), try step(job, generation, in: world) {}
    } catch {
      send(.unable("\(error)"))
    }
  }

  /// - Returns: false if the process must end.
  private func step(_ job: DeterminismJob, _ generation: Generation, in world: Arena) throws -> Bool {
    take(job)
    if let literals = job.literals { generation.image.take(literals) }
    let contents = AssetStore.Contents(assets)
    let notice = ReloadNotice(cause: .force, from: 0, to: generation.number, modules: modules)
    // What the game derives, it derives as after a reload, from the world that the tick began with.
    try world.copy(from: exchange)
    let derived = services.replaying(contents, stored) {
      unsafe GameCalls(image: generation.image).afterReload(world.headerPointer, notice)
    }
    guard derived.succeeded else {
      let failure = failure(of: derived, in: .afterReload, generation)
      send(.unable("after_reload, by which the other process takes the world over, \(failure)"))
      return false
    }
    try world.copy(from: exchange)
    send(.stepping)
    let outcome = services.replaying(contents, stored) {
      unsafe GameCalls(image: generation.image).step(world.headerPointer, job.playedTick)
    }
    if case .crashed(let report) = outcome {
      let details = crashes.investigate(report, in: .step, of: generation).details.wait()
      send(
        .failed(
          report.signal == nil ? "did not return" : "crashed: \(details.reason)", location: details.location))
      return false
    }
    world.header.tick += 1
    guard world.bytesUsed <= exchange.bytesReserved else {
      send(.failed("made the world grow to \(world.bytesUsed) bytes", location: nil))
      return true
    }
    try exchange.copy(from: world)
    // They change in the meantime: they are looked up anew for each tick.
    let kept = services.kept.differences(from: KeptStore(.copy(of: keptFolder)))
    send(.stepped(kept: kept.map(KeptDifference.init)))
    // Nothing derived from this world is left for the next one.
    let dropped = services.replaying(contents, stored) {
      unsafe GameCalls(image: generation.image).beforeReload(world.headerPointer, notice)
    }
    guard case .crashed = dropped else { return true }
    // It is the answer to the next job: this one was answered.
    guard receive(DeterminismJob.self) != nil else { return false }
    let failure = failure(of: dropped, in: .beforeReload, generation)
    send(.unable("before_reload, by which the other process leaves the world, \(failure)"))
    return false
  }

  /// How a call failed, as the rest of a sentence.
  private func failure(of outcome: CallOutcome, in callback: Callback, _ generation: Generation) -> String {
    switch outcome {
    case .crashed(let report):
      let details = crashes.investigate(report, in: callback, of: generation).details.wait()
      let place = details.location.map { " (\($0))" } ?? ""
      return report.signal == nil ? "did not return\(place)" : "crashed: \(details.reason)\(place)"
    case .failed(let reason, _): return "failed: \(reason ?? "no reason was logged")"
    case .ok, .none: return "succeeded"
    }
  }

  private func take(_ job: DeterminismJob) {
    for file in job.assets {
      assets[file.path] = file.bytes.map {
        AssetStore.Asset(content: AssetContent($0), revision: file.revision)
      }
    }
    // The game compares revisions with those of what it stored here, which the host does not count.
    for file in job.stored { services.stored.put(file.path, file.bytes.map { Array($0) }, into: &stored) }
  }

  private func receive<Message: Decodable>(_ type: Message.Type) -> Message? {
    guard case .line(let line) = channel.receive() else { return nil }
    return try? JSONDecoder().decode(type, from: Data(line))
  }

  private func send(_ answer: DeterminismAnswer) {
    if let data = try? JSONEncoder().encode(answer) { _ = channel.send(Array(data)) }
  }
}
