import CGameABI
import Engine
import Foundation
import GameBuilder
import HostSystem
import HotReload
import Synchronization

/// One game, swapped many times while it is played.
final class SwapRun {
  /// Swaps that are not counted: by then what is kept for going back has its full size.
  private static let warmUp = 30

  private let host: DriftHost
  private let feeder: SwapFeeder

  init(worldSize: Int, workshop: DriftWorkshop, images: [BuiltImage], reloads: Int) throws {
    let host = try DriftHost(worldSize: worldSize, workshop: workshop)
    self.host = host
    feeder = SwapFeeder(
      images: images, warmUp: Self.warmUp, reloads: reloads, host: host)
  }

  /// Plays on the calling thread.
  func measure() throws -> SwapTimes {
    host.game.onStep = { [feeder] in feeder.stepped.signal() }
    try feeder.start()
    _ = host.loop.run()
    let memory = try feeder.memoryPerReload()
    return SwapTimes(
      turns: host.game.turns, warmUp: Self.warmUp, memory: memory, imageSize: feeder.imageSize)
  }
}

/// Loads copies of images on a thread of its own, as the host does, and hands them to the loop one by one.
final class SwapFeeder: @unchecked Sendable {
  /// Signalled by the loop after each step.
  let stepped = DispatchSemaphore(value: 0)
  let imageSize: Double

  private let images: [BuiltImage]
  private let warmUp: Int
  private let reloads: Int
  private let services: HostServices
  private let gateway: LoopGateway<GameLoop>
  private let gameGateway: LoopGateway<ReloadableGame>
  private let outcome = Mutex<Result<Double, any Error>?>(nil)

  init(
    images: [BuiltImage], warmUp: Int, reloads: Int, host: DriftHost
  ) {
    self.images = images
    self.warmUp = warmUp
    self.reloads = reloads
    services = host.services
    gateway = host.gateway
    gameGateway = host.gameGateway
    let size = (try? FileManager.default.attributesOfItem(atPath: images[0].path))?[.size]
    imageSize = (size as? NSNumber)?.doubleValue ?? 0
  }

  func start() throws {
    try HostThread("hotloop.feeder") { [self] in
      let result = Result { try feed() }
      outcome.withLock { $0 = result }
      gateway.post { $0.requestExit("measured") }
    }
  }

  /// Bytes. Once the loop has ended.
  func memoryPerReload() throws -> Double {
    guard let result = outcome.withLock({ $0 }) else {
      throw CommandError("the run ended before all was measured")
    }
    return try result.get()
  }

  private func feed() throws -> Double {
    var before = 0
    var previous: Generation?
    for number in 0...(warmUp + reloads) {
      let next = try load(number, after: previous)
      previous = next
      gameGateway.post { $0.propose(next, cause: .save, savedAt: nil) }
      if number == 0 { try wait(steps: 30) }
      try wait(steps: 3)
      if number == warmUp { before = try settledMemory() }
    }
    return Double(try settledMemory() - before) / Double(reloads)
  }

  private func wait(steps: Int) throws {
    for _ in 0..<steps where stepped.wait(timeout: .now() + 20) == .timedOut {
      throw CommandError("the measured game does not run")
    }
  }

  /// A copy of one of the images in turn, loaded from a path of its own.
  private func load(_ number: Int, after previous: Generation?) throws -> Generation {
    let built = images[number % images.count]
    let path = "\(built.path).\(UInt64.random(in: 0 ... .max)).so"
    try FileManager.default.copyItem(atPath: built.path, toPath: path)
    // What is mapped stays without its name.
    defer { try? FileManager.default.removeItem(atPath: path) }
    try ImageFile.check(path)
    let image = try GameImage.load(path: path, services: services)
    image.resolveTypes()
    return Generation(number: UInt64(number + 1), image: image, built: built, after: previous)
  }

  /// After what is copied and freed in the background is done.
  private func settledMemory() throws -> Int {
    try wait(steps: 30)
    return try residentMemory()
  }

  /// Bytes of this process, its share of what it shares with others counted.
  private func residentMemory() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/smaps_rollup", encoding: .utf8)
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Pss:") }),
      let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { throw CommandError("/proc/self/smaps_rollup has no line of Pss") }
    return kibibytes << 10
  }
}
