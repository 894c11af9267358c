import CGameABI
import Foundation
import WorldState

/// What host and child say to each other: one JSON object a line, over the child's standard input. The host sends one
/// job; the child answers with messages, of which the last is a verdict or the reason why there is none.
public struct PreflightJob: Codable, Sendable {
  /// The generation to be tried out: its image, which the child loads, and its number.
  var image: String
  var generation: UInt64
  /// What `after_reload` is told, as in the host.
  var from: UInt64
  var cause: UInt32
  var changedFiles: [String]

  /// The layout (`Layout.encoded`) of the world in the memory file; nil if there is none and a fresh one is to be made.
  var layout: Data?
  var worldBytes: Int
  var seed: UInt64
  /// Those that the code states which the world comes from.
  var renames: [PreflightRename]

  /// What the last ticks saw, oldest first, and the actions that its bits stand for.
  var inputs: [PreflightInput]
  var actions: [String]
  /// Ticks a second; nil leaves it to the game.
  var ticksPerSecond: Int?
  var columns: Int
  var rows: Int
}

/// The child's answers.
enum PreflightMessage: Codable, Equatable {
  /// What it does from now on.
  case stage(PreflightStage)
  /// It could not do its work, through no fault of the game's code.
  case unable(String)
  case verdict(PreflightVerdict)
}

/// Where a child is.
enum PreflightStage: String, Codable, CaseIterable {
  case load, start, takeover, step, draw
  /// A call did not return; its place is being looked up.
  case investigation

  /// As part of a sentence.
  var phrase: String {
    switch self {
    case .load: "while its image was loaded"
    case .start: "in start"
    case .takeover: "while it took the world over"
    case .step: "in step"
    case .draw: "in draw"
    case .investigation: "after a crash"
    }
  }

  /// The callback that it was in, where there is only one it can be.
  var callback: String? {
    switch self {
    case .start, .step, .draw: rawValue
    case .load, .takeover, .investigation: nil
    }
  }
}

/// What is known of a generation before it may touch the world.
struct PreflightVerdict: Codable, Equatable, Sendable {
  enum Kind: String, Codable {
    case ok
    case crashed, hung, refused
    /// The child ended without a word.
    case died
    /// It was not tried out, and nothing is held against it.
    case skipped
  }

  var kind: Kind
  /// Ticks that it ran.
  var ticks = 0
  /// The callback that crashed, hung or refused.
  var callback: String?
  var reason: String?
  /// `Game/Player.swift:12`.
  var location: String?
  var backtrace: [String] = []

  var isRejection: Bool { kind != .ok && kind != .skipped }
}

/// An `InputSample` as text.
struct PreflightInput: Codable, Equatable {
  var held, pressed, released: UInt64
  var column, row: Int16
  var buttons: UInt32

  init(_ sample: InputSample) {
    (held, pressed, released) = (sample.held, sample.pressed, sample.released)
    (column, row, buttons) = (sample.mouse_column, sample.mouse_row, sample.mouse_buttons)
  }

  var sample: InputSample {
    InputSample(
      held: held, pressed: pressed, released: released, mouse_column: column, mouse_row: row,
      mouse_buttons: buttons)
  }
}

/// A `DeclaredRename` as text.
struct PreflightRename: Codable, Equatable {
  /// Nil for the rename of a struct.
  var owner: String?
  var from, to: String

  init(_ rename: DeclaredRename) {
    switch rename {
    case .type(let from, let to): (owner, self.from, self.to) = (nil, from, to)
    case .field(let owner, let from, let to): (self.owner, self.from, self.to) = (owner, from, to)
    }
  }

  var rename: DeclaredRename {
    owner.map { .field(owner: $0, from: from, to: to) } ?? .type(from: from, to: to)
  }
}
