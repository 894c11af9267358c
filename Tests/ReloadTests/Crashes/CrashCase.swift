import CGameABI
import Engine
import Foundation
import WorldState

@testable import HotReload

/// One kind of fault in one callback: a game is brought to the edge, the fault happens, and what is left is looked at.
struct CrashCase {
  let kind: Stories.CrashMatrix.Kind
  let place: Stories.CrashMatrix.Place
  let hasEarlier: Bool

  func run(_ images: TroubleImages) throws {
    let host = try MatrixHost(images)
    defer { host.close() }
    switch place {
    case .start: try startCase(host)
    case .step: try tickCase(host, byDrawing: false)
    case .draw: try tickCase(host, byDrawing: true)
    case .beforeReload: try beforeReloadCase(host)
    case .afterReload, .migrate: try takeoverCase(host)
    }
    try host.expectReport(
      of: kind == .endless ? "hung" : "crashed", callback: place.callback, reasons: kind.reasons)
  }

  /// A fresh world is begun. There is no earlier generation, or one whose start crashed as well.
  private func startCase(_ host: MatrixHost) throws {
    if hasEarlier {
      try host.plan("fatal start")
      try host.adopt(isGood: false)
    }
    try host.plan("\(kind) start")
    try host.adopt(isGood: false)
    try expect(host.game.store.state.isEmpty, "there is no world")
    try expect(host.game.history.current == nil, "nothing runs")
    try host.adopt(isGood: true)
    try expect(
      !host.game.store.state.isEmpty && host.game.step(input: InputSample(), dt: 0.1), "the next one starts")
  }

  private func tickCase(_ host: MatrixHost, byDrawing: Bool) throws {
    if hasEarlier { try host.adopt(isGood: true) }
    try host.adopt(isGood: false)
    try host.tick()
    let before = host.worldBytes
    try host.plan("\(kind) \(place)")
    var held = InputSample()
    held.held = 1
    let moved = host.game.step(input: held, dt: 0.1)
    if byDrawing {
      try expect(moved, "the step went well")
      try expect(!host.draw(), "the drawing did not")
    }
    try host.plan("")
    if hasEarlier {
      try expect(byDrawing || moved, "the tick was done by another one")
      try expect(host.game.generation == 1, "generation 1 goes on")
      // That one saw the same input, in the same world.
      try host.expectWorld(before, ticks: 1, pushes: 1)
      try host.tick()
    } else {
      try expect(host.game.store.state.isStopped, "the run is stopped")
      try host.expectWorld(before)
      try expect(!host.game.step(input: InputSample(), dt: 0.1), "no tick meanwhile")
      try host.adopt(isGood: true)
      // The very tick that failed is done again, with its own input.
      try expect(host.game.step(input: InputSample(), dt: 0.1), "the next one goes on")
      try host.expectWorld(before, ticks: 1, pushes: 1)
    }
    try expect(host.game.history.all.contains { $0.isQuarantined }, "the bad one is barred")
  }

  /// It cannot let go: the next generation comes all the same.
  private func beforeReloadCase(_ host: MatrixHost) throws {
    if hasEarlier { try host.adopt(isGood: true) }
    try host.adopt(isGood: false)
    try host.tick()
    let before = host.worldBytes
    try host.plan("\(kind) beforeReload")
    try host.adopt(isGood: true)
    try expect(host.game.history.current === host.game.history.newest, "the new one runs")
    try host.expectWorld(before)
    try host.tick()
  }

  /// It cannot take the world over: there is none yet but the saved one, or it belongs to an earlier generation.
  private func takeoverCase(_ host: MatrixHost) throws {
    let before: [UInt8]
    if hasEarlier {
      try host.adopt(isGood: true)
      try host.tick()
      before = host.worldBytes
    } else {
      before = try host.beginWithSavedWorld()
    }
    try host.plan("\(kind) \(place)")
    try host.adopt(isGood: false)
    if hasEarlier {
      try expect(host.game.generation == 1, "generation 1 goes on")
      try host.expectWorld(before)
      try host.tick()
    } else {
      try expect(host.game.store.state.isEmpty, "nothing runs")
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
  /// Any of which a report of it may say.
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
