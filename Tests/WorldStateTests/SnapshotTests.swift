import CGameABI
import Glibc
import Testing

@testable import WorldState

struct SnapshotTests {
  private func layout() throws -> Layout {
    try build {
      $0.structure("Creature", [.float("x"), .int8("hp")])
      $0.world([.int32("score"), .pool("creatures", of: "Creature"), .pool("shots", of: "Creature")])
    }
  }

  private func world() throws -> TestWorld {
    let world = try TestWorld(try layout(), pools: ["creatures": (3, 4), "shots": (1, 1)])
    try world.set("score", to: .integer(1234))
    try world.set("creatures[2].x", to: .float(2.5))
    return world
  }

  @Test("A snapshot equals its world, in memory and after a round trip through a file")
  func roundTrip() throws {
    let world = try world()
    let snapshot = try Snapshot(of: world.arena, layout: world.layout)
    let path = temporaryPath()
    defer { unsafe unlink(path) }
    try snapshot.write(to: path)
    let read = try Snapshot(contentsOf: path)
    #expect(read == snapshot)
    let arena = try Arena(bytesReserved: 1 << 16)
    try read.restore(into: arena, by: try MigrationPlan(from: read.layout, to: world.layout))
    #expect(arena.hasSameBytes(as: world.arena))
  }

  @Test("A snapshot can be restored into a later layout")
  func laterLayout() throws {
    let world = try world()
    let snapshot = try Snapshot(of: world.arena, layout: world.layout)
    let later = try build {
      $0.structure("Creature", [.int32("hp"), .double("x"), .float("shield")])
      $0.world([.int64("score"), .pool("creatures", of: "Creature")])
    }
    let arena = try Arena(bytesReserved: 1 << 16)
    let plan = try MigrationPlan(from: snapshot.layout, to: later)
    let migration = try snapshot.restore(into: arena, by: plan, worldVersion: 9)
    let restored = TestWorld(layout: later, arena: arena)
    #expect(try restored.value("score") == .integer(1234))
    #expect(try restored.value("creatures[2].x") == .double(2.5))
    #expect(arena.header.world_version == 9)
    #expect(migration.report.elements == 3)
  }

  @Test("Writing a snapshot replaces an existing file completely and leaves no temporary file")
  func replaces() throws {
    let world = try world()
    let directory = temporaryPath()
    mkdir(directory, 0o700)
    defer {
      unsafe unlink("\(directory)/save")
      unsafe rmdir(directory)
    }
    try Snapshot(of: world.arena, layout: world.layout).write(to: "\(directory)/save")
    try world.set("score", to: .integer(5))
    let second = try Snapshot(of: world.arena, layout: world.layout)
    try second.write(to: "\(directory)/save")
    #expect(try Snapshot(contentsOf: "\(directory)/save") == second)
    #expect(names(in: directory) == ["save"])
  }

  @Test("An error of a snapshot file names the path")
  func fileErrors() throws {
    let world = try world()
    let snapshot = try Snapshot(of: world.arena, layout: world.layout)
    #expect(throws: SnapshotError.self) { try snapshot.write(to: "/nowhere/at/all") }
    #expect(throws: SnapshotError.file(path: "/nowhere", call: "open", message: "No such file or directory"))
    {
      try Snapshot(contentsOf: "/nowhere")
    }
    #expect(throws: SnapshotError.notARegularFile(path: "/")) { try Snapshot(contentsOf: "/") }
    let pipe = temporaryPath()
    unsafe mkfifo(pipe, 0o600)
    defer { unsafe unlink(pipe) }
    #expect(throws: SnapshotError.notARegularFile(path: pipe)) { try Snapshot(contentsOf: pipe) }
  }

  @Test("Writing a snapshot to the path of a folder fails and leaves no file")
  func refusedName() throws {
    let world = try world()
    let directory = temporaryPath()
    mkdir(directory, 0o700)
    mkdir("\(directory)/save", 0o700)
    defer {
      unsafe rmdir("\(directory)/save")
      unsafe rmdir(directory)
    }
    let snapshot = try Snapshot(of: world.arena, layout: world.layout)
    #expect(throws: SnapshotError.self) { try snapshot.write(to: "\(directory)/save") }
    #expect(names(in: directory) == ["save"])
  }

  @Test("An inconsistent world gives an error instead of a snapshot")
  func ruinedWorld() throws {
    let world = try world()
    world.arena.header.magic = 0
    #expect(throws: SnapshotError.arena(.notAWorld(magic: 0))) {
      try Snapshot(of: world.arena, layout: world.layout)
    }
  }

  private func temporaryPath() -> String { "/tmp/hotloop-snapshot-\(UInt64.random(in: 0 ... .max))" }

  private func mkdir(_ path: String, _ mode: mode_t) { unsafe _ = Glibc.mkdir(path, mode) }

  private func names(in directory: String) -> [String] {
    guard let stream = unsafe opendir(directory) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
