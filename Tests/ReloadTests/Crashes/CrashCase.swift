import CGameABI
import Engine
import Foundation
import WorldState

@testable import HotReload

/// One kind of fault in one callback: runs a game up to the fault, causes it, and checks code, world and report.
struct CrashCase {
  let kind: Stories.CrashMatrix.Kind
  let callback: Stories.CrashMatrix.FaultyCallback
  let hasEarlier: Bool

  func run(_ images: TroubleImages) throws {
    let host = try MatrixHost(images)
    defer { host.close() }
    switch callback {
    case .start: try startCase(host)
    case .step: try tickCase(host, byDrawing: false)
    case .draw: try tickCase(host, byDrawing: true)
    case .beforeReload: try beforeReloadCase(host)
    case .afterReload, .migrate: try takeoverCase(host)
    }
    try host.expectReport(
      of: kind == .endless ? "hung" : "crashed", callback: callback.name, reasons: kind.reasons)
  }

  /// A crash in `start`. There is no earlier generation, or one whose start crashed, too.
  private func startCase(_ host: MatrixHost) throws {
    if hasEarlier {
      try host.setFault("fatal start")
      try host.adopt(isGood: false)
    }
    try host.setFault("\(kind) start")
    try host.adopt(isGood: false)
    try expect(host.game.store.state.isEmpty, "there is no world")
    try expect(host.game.history.current == nil, "no generation runs")
    try host.adopt(isGood: true)
    try expect(
      !host.game.store.state.isEmpty && host.game.step(input: InputSample(), dt: 0.1),
      "the next generation starts")
  }

  private func tickCase(_ host: MatrixHost, byDrawing: Bool) throws {
    if hasEarlier { try host.adopt(isGood: true) }
    try host.adopt(isGood: false)
    try host.tick()
    let before = host.worldBytes
    try host.setFault("\(kind) \(callback)")
    var held = InputSample()
    held.held = 1
    let moved = host.game.step(input: held, dt: 0.1)
    if byDrawing {
      try expect(moved, "the step succeeds")
      try expect(!host.draw(), "the drawing fails")
    }
    try host.setFault("")
    if hasEarlier {
      try expect(byDrawing || moved, "another generation runs the tick")
      try expect(host.game.generation == 1, "generation 1 continues")
      // It runs the tick with the same input in the same world.
      try host.expectWorld(before, ticks: 1, pushes: 1)
      try host.tick()
    } else {
      try expect(host.game.store.state.isStopped, "the run is stopped")
      try host.expectWorld(before)
      try expect(!host.game.step(input: InputSample(), dt: 0.1), "no tick runs while the run is stopped")
      try host.adopt(isGood: true)
      // The tick that failed is run again, with its own input.
      try expect(host.game.step(input: InputSample(), dt: 0.1), "the next generation continues")
      try host.expectWorld(before, ticks: 1, pushes: 1)
    }
    try expect(host.game.history.all.contains { $0.isQuarantined }, "the bad generation is quarantined")
  }

  /// A crash in `before_reload`. The next generation is swapped in anyway.
  private func beforeReloadCase(_ host: MatrixHost) throws {
    if hasEarlier { try host.adopt(isGood: true) }
    try host.adopt(isGood: false)
    try host.tick()
    let before = host.worldBytes
    try host.setFault("\(kind) beforeReload")
    try host.adopt(isGood: true)
    try expect(host.game.history.current === host.game.history.newest, "the new generation runs")
    try host.expectWorld(before)
    try host.tick()
  }

  /// A crash of a generation that takes over a world: a saved one, or that of an earlier generation.
  private func takeoverCase(_ host: MatrixHost) throws {
    let before: [UInt8]
    if hasEarlier {
      try host.adopt(isGood: true)
      try host.tick()
      before = host.worldBytes
    } else {
      before = try host.beginWithSavedWorld()
    }
    try host.setFault("\(kind) \(callback)")
    try host.adopt(isGood: false)
    if hasEarlier {
      try expect(host.game.generation == 1, "generation 1 continues")
      try host.expectWorld(before)
      try host.tick()
    } else {
      try expect(host.game.store.state.isEmpty, "no generation runs")
      try host.adopt(isGood: true)
      try host.expectWorld(before)
      try host.tick()
    }
  }
}

func expect(_ condition: Bool, _ what: String) throws {
  if !condition { throw TestFailure("expected: \(what)") }
}

extension Stories.CrashMatrix.Kind {
  /// The report of a fault contains one of these texts.
  var reasons: [String] {
    switch self {
    case .null, .wild: ["SIGSEGV", "SIGBUS"]
    case .unwrap: ["nil"]
    case .fatal: ["told you", "trap"]
    case .index: ["Index out of range", "trap"]
    case .overflow: ["arithmetic overflow"]
    case .precondition: ["must not be", "trap"]
    case .abort: ["SIGABRT"]
    case .divide: ["Division by zero", "trap"]
    case .stack: ["stack overflowed"]
    case .endless: ["took too long"]
    }
  }
}
