import CGameABI
import Foundation
import HotReload

/// Under which circumstances a moment was shared.
struct MomentAbout: Codable, Equatable {
  var game: String
  var hotloop: String
  var compiler: String
  /// The version of the contract between host and game.
  var contract: Int
  var system: String
  var columns: Int
  var rows: Int
  /// Seconds since 1970.
  var time: Int64
  /// Of the world.
  var tick: UInt64
  var generation: UInt64
  /// Recorded before it.
  var ticks: Int
  var seconds: Double
  /// Whether it is one that the player went back to, of a loop, or one at which the run was stopped: see `CapturedMoment.Place`.
  var place: String
  /// What the file lacks of what could be seen.
  var notes: [String]

  var date: String {
    // Somebody else wrote it: a year of more than four digits is none.
    guard (0..<253_402_300_800).contains(time) else { return "an unknown date" }
    return ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: Double(time)))
  }

  static var thisSystem: String {
    #if arch(x86_64)
      let machine = "x86_64"
    #elseif arch(arm64)
      let machine = "arm64"
    #else
      let machine = "another processor"
    #endif
    return "\(ProcessInfo.processInfo.operatingSystemVersionString), \(machine)"
  }

  static var thisContract: Int { Int(HOTLOOP_ABI_VERSION) }
}
