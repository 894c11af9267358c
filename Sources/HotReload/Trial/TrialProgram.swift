import CGameABI
import Engine
import Foundation
import GameBuilder
import Glibc
import HostSystem
import Timeline
import WorldState

/// The program of a trial child: loads an image, runs a few of its ticks in a copy of the world, and reports the result.
///
/// Used on one thread.
public final class TrialProgram {
  /// Ticks that are always run. More of the recorded ticks are run within `timeBudget`.
  private static let minTicks = 2
  /// Nanoseconds.
  private static let timeBudget: UInt64 = 1_500_000

  private let channel: LineChannel
  private let services: HostServices
  private let crashes: CrashInvestigator
  private let assets: AssetFolder
  private var knownAssets: [String: FileSignature] = [:]
  private let guardCalls: () throws -> Void
  /// With a copy of what is in the memory file when it is used first.
  private var store: WorldStore
  /// The message of each stage, encoded in advance.
  private let stageLines: [TrialStage: [UInt8]]
  private var ticks = 0
  /// Since the load of the image.
  private var held: HeldResources?

  /// - Parameters:
  ///   - channel: to the host.
  ///   - root: the package's folder.
  ///   - assets: the folder of its assets.
  ///   - kept: the folder of the run's kept values.
  ///   - symbolizer: the toolchain's `llvm-symbolizer`.
  ///   - world: the memory file that the world is in. Taken over.
  ///   - guardCalls: takes standard output and error and installs the crash guard. Called when the image is loaded:
  ///     until then a crash must end the process with Swift's own backtrace.
  public init(
    channel: LineChannel, world: Int32, root: String, assets: String, kept: String, symbolizer: String,
    output: any GameOutput,
    guardCalls: @escaping () throws -> Void
  ) throws {
    self.channel = channel
    self.guardCalls = guardCalls
    services = HostServices(assets: AssetStore(), kept: KeptStore(.copy(of: kept)), isTrial: true) { _, _ in }
    crashes = CrashInvestigator(root: root, symbolizer: symbolizer, output: output)
    store = WorldStore(in: try RunMemory(copyOf: world))
    self.assets = AssetFolder(root: assets)
    stageLines = try Dictionary(
      uniqueKeysWithValues: TrialStage.allCases.map { stage in
        (stage, Array(try JSONEncoder().encode(TrialMessage.stage(stage))))
      })
    // The host does not wait yet. Decoding initialises data on first use.
    _ = services.assets.apply(self.assets.read(changedSince: &knownAssets))
    _ = try JSONDecoder().decode(TrialJob.self, from: try JSONEncoder().encode(TrialJob.sample))
  }

  /// Receives an image and a job, and answers.
  public func run() {
    // A crash is an expected result; do not write a core dump.
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    guard case .line(let path) = channel.receive() else { return }
    _ = services.assets.apply(assets.read(changedSince: &knownAssets))
    guard let image = load(String(decoding: path, as: UTF8.self)) else { return }
    do { try guardCalls() } catch { return send(.unable("\(error)")) }
    guard case .line(let line) = channel.receive() else { return }
    do {
      let job = try JSONDecoder().decode(TrialJob.self, from: Data(line))
      let layout = try job.layout.map { try Layout(encoded: Array($0)) }
      if layout == nil { store = WorldStore(in: try RunMemory()) }
      send(.verdict(verdict(on: image, job, layout)))
    } catch {
      send(.unable("\(error)"))
    }
  }

  private func load(_ path: String) -> GameImage? {
    held = HeldResources()
    enter(.constructors)
    do throws(LoadError) {
      let image = try GameImage.load(path: path, services: services) { enter(.entry) }
      send(.loaded)
      return image
    } catch {
      send(.unable("\(error)"))
      return nil
    }
  }

  /// - Parameter layout: of the world that is in the store; nil if a fresh one is to be made.
  private func verdict(on image: GameImage, _ job: TrialJob, _ layout: Layout?) -> TrialVerdict {
    // The host refuses the world that the run was to begin with, and says why.
    if job.from == 0, let layout,
      WorldOrigin(layouts: [layout]).foreignness(to: image.name, image.layout) != nil
    {
      return TrialVerdict(kind: .ok, ticks: 0, mustEnd: held?.isEmpty != true)
    }
    let generation = Generation(tried: image, number: job.generation)
    var transaction = ReloadTransaction(
      incoming: generation, outgoing: nil,
      source: layout.map { .copied($0, renames: job.renames.map(\.rename)) } ?? .fresh(seed: job.seed),
      notice: ReloadNotice(
        cause: SwapCause(rawValue: job.cause) ?? .save, from: job.from, to: job.generation,
        changedFiles: job.changedFiles, changedModules: job.changedModules, modules: job.modules))
    enter(layout == nil ? .start : .takeover)
    do throws(Rejection) { _ = try transaction.run(in: &store) } catch {
      return verdict(on: error, generation)
    }
    if let (callback, crash) = play(generation, job) { return verdict(on: crash, in: callback, generation) }
    return TrialVerdict(kind: .ok, ticks: ticks, mustEnd: held?.isEmpty != true)
  }

  /// Runs ticks and then draws one frame, until a call crashes. Only one frame, because it costs as much as many ticks.
  private func play(_ generation: Generation, _ job: TrialJob) -> (Callback, CrashReport)? {
    let calls = GameCalls(image: generation.image)
    let rate = job.ticksPerSecond ?? generation.image.ticksPerSecond ?? GameLoop.defaultRate
    // If the actions changed, the recorded bits have other meanings.
    let recorded =
      job.actions == generation.image.actions ? job.inputs.map { ($0.sample, $0.messages) } : []
    let idle = (
      InputSample(held: 0, pressed: 0, released: 0, mouse_column: -1, mouse_row: -1, mouse_buttons: 0),
      TickMessages()
    )
    let inputs = recorded + Array(repeating: idle, count: max(0, Self.minTicks - recorded.count))
    let start = monotonicNow
    for (input, messages) in inputs {
      if ticks >= Self.minTicks, monotonicNow - start > Self.timeBudget { break }
      enter(.step)
      let tick = PlayedTick(
        tick: store.world.header.tick, dt: 1 / Double(rate), input: input, messages: messages)
      let outcome = unsafe calls.step(store.world.headerPointer, tick)
      if case .crashed(let crash) = outcome { return (.step, crash) }
      store.finish(tick)
      ticks += 1
    }
    enter(.draw)
    // In a smaller terminal the game is not drawn.
    let needed = generation.image.minSize
    var picture = CellBuffer(
      size: CellSize(columns: max(job.columns, needed.columns), rows: max(job.rows, needed.rows)))
    let outcome = unsafe calls.draw(store.world.headerPointer, into: &picture, top: 0, alpha: 0)
    guard case .crashed(let crash) = outcome else { return nil }
    return (.draw, crash)
  }

  private func verdict(on rejection: Rejection, _ generation: Generation) -> TrialVerdict {
    if case .crashed(let crash) = rejection.outcome, let callback = Callback(rawValue: rejection.stage) {
      return verdict(on: crash, in: callback, generation)
    }
    var reason = rejection.reason
    if rejection.stage == Callback.afterReload.rawValue { reason += "\n" + Self.resourceHint }
    var verdict = TrialVerdict(kind: .refused, callback: rejection.stage, reason: reason)
    if let thrown = rejection.thrown {
      enter(.investigation)
      let details = crashes.investigate(thrown, reason: reason, of: generation).wait()
      (verdict.location, verdict.backtrace) = (details.location, details.backtrace)
    }
    return verdict
  }

  /// Whether a crash may come from an error that is not one of the code.
  private static func isAboutResource(_ reason: String) -> Bool {
    let causes = [EADDRINUSE, EBUSY, EAGAIN, ETXTBSY].map { unsafe String(cString: strerror($0)) }
    return (["'try!' expression unexpectedly raised an error"] + causes).contains { reason.contains($0) }
  }

  /// The error may not be one of the code.
  private static let resourceHint =
    "This was a trial in another process. If the running game holds what it needs, such as a port, a lock or a device, "
    + "ask for it only if Trial.isRunning is false."

  private func verdict(
    on report: CrashReport, in callback: Callback, _ generation: Generation
  ) -> TrialVerdict {
    enter(.investigation)
    let crash = crashes.investigate(report, in: callback, of: generation)
    let details = crash.details.wait()
    let hint = Self.isAboutResource(details.reason) ? "\n" + Self.resourceHint : ""
    return TrialVerdict(
      kind: crash.isHang ? .hung : .crashed, ticks: ticks, callback: callback.rawValue,
      reason: details.reason + hint, location: details.location, backtrace: details.backtrace)
  }

  private func enter(_ stage: TrialStage) {
    if let line = stageLines[stage] { _ = channel.send(line) }
  }

  private func send(_ message: TrialMessage) {
    if let data = try? JSONEncoder().encode(message) { _ = channel.send(Array(data)) }
  }
}

extension Generation {
  /// A generation that is loaded only for a trial.
  fileprivate convenience init(tried image: GameImage, number: UInt64) {
    let record = GenerationRecord(
      number: number, image: image, sourceHash: "", isOptimised: false, sources: SourceTree(files: [:]))
    self.init(record, image: image, after: nil)
  }
}

extension TrialJob {
  /// A job with a value of every type.
  fileprivate static var sample: TrialJob {
    TrialJob(
      generation: 0, from: 0, cause: "save", changedFiles: [""], changedModules: [""], modules: [""],
      layout: Data([0]), seed: 0,
      renames: [RenameRecord(.field(owner: "", from: "", to: ""))],
      inputs: [TrialInput(PlayedTick(tick: 0, dt: 0, input: InputSample()))],
      actions: [""], ticksPerSecond: 60, columns: 1, rows: 1)
  }
}
