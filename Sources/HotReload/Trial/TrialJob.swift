import CGameABI
import Engine
import Foundation
import Timeline
import WorldState

/// The input of a child that runs the image it loaded. One line of JSON on the child's standard input.
///
/// Protocol: the host sends the path of an image; the child answers with the stages it enters and with `loaded`. The host
/// sends a job; the child answers with stages, and then with a verdict or the reason why there is none.
struct TrialJob: Codable, Sendable {
  var generation: UInt64
  /// The argument of `after_reload`, as in the host.
  var from: UInt64
  var cause: String
  var changedFiles: [String]
  var changedModules: [String]
  var modules: [String]

  /// The layout (`Layout.encoded`) of the world in the memory file; nil if a fresh world is to be made.
  var layout: Data?
  var seed: UInt64
  /// The renames that are declared by the code that the world comes from.
  var renames: [RenameRecord]

  /// The input of the last ticks, oldest first, and the actions that its bits stand for.
  var inputs: [TrialInput]
  var actions: [String]
  /// Nil for the game's own rate.
  var ticksPerSecond: Int?
  var columns: Int
  var rows: Int
}

/// The child's answers.
enum TrialMessage: Codable, Equatable {
  /// The stage that the child enters.
  case stage(TrialStage)
  /// Constructors and entry function returned.
  case loaded
  /// It cannot continue, and the game is not at fault; or the image is not a game, which the host reports in more detail
  /// when it loads the image.
  case unable(String)
  case verdict(TrialVerdict)
}

enum TrialStage: String, Codable, CaseIterable {
  /// Code that the dynamic loader runs: `__attribute__((constructor))`, C++ globals.
  case constructors
  /// `hotloop_game` itself.
  case entry
  case start, takeover, step, draw
  /// A call did not return; its location is being looked up.
  case investigation

  /// As part of a sentence.
  var phrase: String {
    switch self {
    case .constructors, .entry: "while its image was loaded"
    case .start: "in start"
    case .takeover: "while it took the world over"
    case .step: "in step"
    case .draw: "in draw"
    case .investigation: "after a crash"
    }
  }

  /// The callback that runs in this stage; nil if there are several.
  var callback: String? {
    switch self {
    case .start, .step, .draw: rawValue
    case .constructors, .entry, .takeover, .investigation: nil
    }
  }
}

/// The result of a trial of a generation.
struct TrialVerdict: Codable, Equatable, Sendable {
  enum Kind: String, Codable {
    case ok, crashed, hung, refused
    /// The child ended without a verdict.
    case died
  }

  var kind: Kind
  /// The number of ticks that were run.
  var ticks = 0
  /// The callback that crashed, hung or returned an error.
  var callback: String?
  var reason: String?
  /// `Game/Player.swift:12`.
  var location: String?
  var backtrace: [String] = []
  /// Whether the child may hold a resource that the host needs, such as a port. The host then waits until it has exited.
  var mustEnd = true

  func report(_ generation: UInt64) -> HostEvent.Preflight {
    HostEvent.Preflight(
      generation: generation, verdict: HostEvent.Preflight.Verdict(rawValue: kind.rawValue) ?? .died,
      ticks: ticks, callback: callback, reason: reason, location: location, backtrace: backtrace)
  }
}

/// What a tick got from outside, as text.
struct TrialInput: Codable, Equatable {
  var held, pressed, released: UInt64
  var column, row: Int16
  var buttons: UInt32
  var messages: TickMessages

  init(_ tick: PlayedTick) {
    let sample = tick.input
    messages = tick.messages
    (held, pressed, released) = (sample.held, sample.pressed, sample.released)
    (column, row, buttons) = (sample.mouse_column, sample.mouse_row, sample.mouse_buttons)
  }

  var sample: InputSample {
    InputSample(
      held: held, pressed: pressed, released: released, mouse_column: column, mouse_row: row,
      mouse_buttons: buttons)
  }
}
