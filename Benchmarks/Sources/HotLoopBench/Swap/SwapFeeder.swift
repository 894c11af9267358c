import Engine
import Foundation
import GameBuilder
import HostSystem
import HotLoopProduct
import HotReload
import Synchronization

/// Loads copies of images on a thread of its own, as the host does, and proposes them to the game one by one.
// Unchecked: everything but `outcome` is immutable, and the gateways and services are for any thread.
final class SwapFeeder: @unchecked Sendable {
  /// Signalled by the loop after each step.
  let stepped = DispatchSemaphore(value: 0)
  /// Bytes of an image's file.
  let imageSize: Double

  private let images: [BuiltImage]
  private let warmUp: Int
  private let reloads: Int
  private let services: HostServices
  private let gateway: LoopGateway<GameLoop>
  private let gameGateway: LoopGateway<ReloadableGame>
  private let outcome = Mutex<Result<Double, any Error>?>(nil)

  init(images: [BuiltImage], warmUp: Int, reloads: Int, host: InProcessHost) {
    self.images = images
    self.warmUp = warmUp
    self.reloads = reloads
    services = host.services
    gateway = host.gateway
    gameGateway = host.gameGateway
    let size = (try? FileManager.default.attributesOfItem(atPath: images[0].path))?[.size]
    imageSize = (size as? NSNumber)?.doubleValue ?? 0
  }

  /// Starts the thread, which ends the loop when all swaps are done.
  func start() throws {
    try HostThread("hotloop.feeder") { [self] in
      let result = Result { try feed() }
      outcome.withLock { $0 = result }
      gateway.post { $0.requestExit("measured") }
    }
  }

  /// Bytes. Call it after the loop ended.
  func memoryPerReload() throws -> Double {
    guard let result = outcome.withLock({ $0 }) else {
      throw ProgramError("the run ended before everything was measured")
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
      throw ProgramError("the measured game made no step for 20 seconds")
    }
  }

  /// Loads a copy of one of the images, which alternate, from a path of its own.
  private func load(_ number: Int, after previous: Generation?) throws -> Generation {
    try Generation(
      loadingCopyOf: images[number % images.count], number: UInt64(number + 1), after: previous, services)
  }

  /// Memory after copies and releases in the background are done.
  private func settledMemory() throws -> Int {
    try wait(steps: 30)
    return try residentMemory()
  }

  /// Proportional set size of this process in bytes.
  private func residentMemory() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/smaps_rollup", encoding: .utf8)
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Pss:") }),
      let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { throw ProgramError("/proc/self/smaps_rollup has no line Pss") }
    return kibibytes << 10
  }
}
