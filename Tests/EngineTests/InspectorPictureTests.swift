import CGameABI
import Testing
import WorldState

@testable import Engine

@Suite("Pictures of the inspector")
struct InspectorPictureTests {
  private func tree(_ columns: Int, _ rows: Int) throws -> InspectorRun {
    let world = try InspectedWorld()
    try world.set("creatures[1].kind", "KindBadger")
    var run = InspectorRun(world, columns: columns, rows: rows)
    run.type("gcreatures[1].position.x")
    run.press(Key(.enter))
    return run
  }

  private func table(_ columns: Int, _ rows: Int) throws -> InspectorRun {
    var run = InspectorRun(try InspectedWorld(creatures: 200), columns: columns, rows: rows)
    run.type("gcreatures")
    run.press(Key(.enter), Key(.enter), Key(.right), Key(.right))
    run.type("/hp > 1000 && kind == KindBat")
    return run
  }

  /// The rows of the panel, without what is left of it.
  private func shown(_ run: InspectorRun, _ rows: Range<Int>? = nil) -> String {
    let lines = run.picture.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }
    guard let rows else { return lines.filter { !$0.isEmpty }.joined(separator: "\n") }
    return lines[rows].joined(separator: "\n")
  }

  @Test("A tree at 80×24")
  func treePicture() throws {
    let run = try tree(80, 24)
    #expect(
      shown(run) == """
        ┌─ World ──────────────────────────────────────────────────────────────────────┐
        │   flags         0                                                 enum Flags │
        │ ▸ slots         0, 0, 0                                              int8[3] │
        │ ▸ player        x 0.0, y 0.0                                          Vector │
        │   paused        false                                                   bool │
        │ ▾ creatures     4 elements                                  pool of Creature │
        │   ▸ [0]         position.x 0.0, position.y 0.0, hp 0, kind KindWolf, …       │
        │   ▾ [1]         position.x 0.5, position.y 0.0, hp 10, kind KindBadger, …    │
        │     ▾ position  x 0.5, y 0.0                                          Vector │
        │         x       0.5                                                    float │
        │ → ← open, close · Enter edit, table · g go to · f follow · w watch · a add · │
        │ d remove · Ctrl-U undo · Tab pause · . tick · k kept values                  │
        └───────────────────────────────────────────────── 4–12 of 22 · Ctrl-W closes ─┘
        """)
  }

  @Test("Kept values at 80×24, and the way back to the world")
  func keptPicture() throws {
    var run = try tree(80, 24)
    let noise = KeptItem(
      name: KeptName(module: "Game", key: "noise"), typeName: "float", count: 4096, bytes: 16384, age: 12.5,
      generation: 3, file: "Game/Cave.swift", line: 40)
    var mesh = noise
    (mesh.name, mesh.typeName, mesh.count, mesh.bytes, mesh.age) = (
      KeptName(module: "Kit", key: "mesh"), "NavMesh", nil, 1200, 700
    )
    run.kept = [noise, mesh]
    run.type("k")
    #expect(
      shown(run) == """
        ┌─ Kept values · 18 KiB ───────────────────────────────────────────────────────┐
        │ key         type         size    age     created by                          │
        │ Game/noise  float[4096]  16 KiB  12 s    build 3, Game/Cave.swift:40         │
        │ Kit/mesh    NavMesh      2 KiB   11 min  build 3, Game/Cave.swift:40         │
        │                                                                              │
        │                                                                              │
        │                                                                              │
        │                                                                              │
        │                                                                              │
        │                                                                              │
        │ ↑ ↓ scroll · k, Esc back to the world · hotloop ctl kept delete KEY ends a   │
        │ value                                                                        │
        └────────────────────────────────────────────────────────────── Ctrl-W closes ─┘
        """)
    run.kept = []
    run.read()
    #expect(run.lines == ["The game keeps no values outside the world: see docs/kept.md."])
    run.kept = (1...100).map { number in
      var item = noise
      item.name = KeptName(module: "Game", key: "n\(number)")
      return item
    }
    run.read()
    run.press(Key(.end))
    #expect(run.lines.last?.hasPrefix("Game/n100 ") == true)
    run.press(Key(.escape))
    #expect(run.selected != nil && run.outcome == .nothing)
  }

  @Test("A table at 80×24, while a filter is typed and after")
  func tablePicture() throws {
    var run = try table(80, 24)
    #expect(
      shown(run) == """
        ┌─ creatures · 200 × Creature ─────────────────────────────────────────────────┐
        │   #  position.x  position.y  hp  kind      alive  creature_index  other      │
        │   0         0.0         0.0   0  KindWolf  false               0      0      │
        │   1         0.5         0.0  10  KindBat   false               0      0      │
        │   2         1.0         0.0  20  KindWolf  false               0      0      │
        │   3         1.5         0.0  30  KindBat   false               0      0      │
        │   4         2.0         0.0  40  KindWolf  false               0      0      │
        │   5         2.5         0.0  50  KindBat   false               0      0      │
        │   6         3.0         0.0  60  KindWolf  false               0      0      │
        │ filter: hp > 1000 && kind == KindBat▏                                        │
        │ such as health < 2, kind == KindBat, x > 3 && alive · Tab completes · Enter  │
        │ · Esc                                                                        │
        └───────────────────────────────────────────────── 1–7 of 200 · Ctrl-W closes ─┘
        """)
    run.press(Key(.enter))
    run.type("s")
    #expect(
      shown(run) == """
        ┌─ creatures · 50 of 200 × Creature · hp > 1000 && kind == KindBat ────────────┐
        │   #  position.x  position.y  hp ▴  kind      alive  creature_index  other    │
        │ 101        50.5         0.0  1010  KindBat   false               0      0    │
        │ 103        51.5         0.0  1030  KindBat   false               0      0    │
        │ 105        52.5         0.0  1050  KindBat   false               0      0    │
        │ 107        53.5         0.0  1070  KindBat   false               0      0    │
        │ 109        54.5         0.0  1090  KindBat   false               0      0    │
        │ 111        55.5         0.0  1110  KindBat   false               0      0    │
        │ 113        56.5         0.0  1130  KindBat   false               0      0    │
        │ 115        57.5         0.0  1150  KindBat   false               0      0    │
        │ 117        58.5         0.0  1170  KindBat   false               0      0    │
        │ sorted by hp; s again: the other way, then the pool's order                  │
        └────────────────────────────────────────────────── 1–9 of 50 · Ctrl-W closes ─┘
        """)
  }

  @Test("At 200×60 the panel is at the right, from the first row to the last")
  func wide() throws {
    var run = try tree(200, 60)
    #expect(
      shown(run, 0..<23) == """
        ┌─ World ──────────────────────────────────────────────────────────────────────────────────────────┐
        │ ▸ header              magic 1280593736, abi_version 1, header_size 128, world_version 1, …       │
        │   score               0                                                                    int32 │
        │   phase               KindWolf                                                         enum Kind │
        │   flags               0                                                               enum Flags │
        │ ▸ slots               0, 0, 0                                                            int8[3] │
        │ ▸ player              x 0.0, y 0.0                                                        Vector │
        │   paused              false                                                                 bool │
        │ ▾ creatures           4 elements                                                pool of Creature │
        │   ▸ [0]               position.x 0.0, position.y 0.0, hp 0, kind KindWolf, …            Creature │
        │   ▾ [1]               position.x 0.5, position.y 0.0, hp 10, kind KindBadger, …         Creature │
        │     ▾ position        x 0.5, y 0.0                                                        Vector │
        │         x             0.5                                                                  float │
        │         y             0.0                                                                  float │
        │       hp              10                                                                   int32 │
        │       kind            KindBadger                                                       enum Kind │
        │       alive           false                                                                 bool │
        │       creature_index  0                                                                    int32 │
        │       other           0                                                                    int32 │
        │   ▸ [2]               position.x 1.0, position.y 0.0, hp 20, kind KindWolf, …           Creature │
        │   ▸ [3]               position.x 1.5, position.y 0.0, hp 30, kind KindBat, …            Creature │
        │ · shots               0 elements                                                    pool of Shot │
        │   wind                0.0                                                                 double │
        """)
    let blank = "│\(String(repeating: " ", count: 98))│"
    #expect(
      shown(run, 23..<57) == Array(repeating: blank, count: 34).joined(separator: "\n"))
    #expect(
      shown(run, 57..<60) == """
        │ → ← open, close · Enter edit, table · g go to · f follow · w watch · a add · d remove · Ctrl-U   │
        │ undo · Tab pause · . tick · k kept values                                                        │
        └────────────────────────────────────────────────────────────────────────────────── Ctrl-W closes ─┘
        """)
    run = try table(200, 60)
    run.press(Key(.enter))
    #expect(
      shown(run, 0..<5) == """
        ┌─ creatures · 50 of 200 × Creature · hp > 1000 && kind == KindBat ────────────────────────────────┐
        │   #  position.x  position.y    hp  kind      alive  creature_index  other                        │
        │ 101        50.5         0.0  1010  KindBat   false               0      0                        │
        │ 103        51.5         0.0  1030  KindBat   false               0      0                        │
        │ 105        52.5         0.0  1050  KindBat   false               0      0                        │
        """)
    #expect(
      shown(run, 48..<60) == """
        │ 193        96.5         0.0  1930  KindBat   false               0      0                        │
        │ 195        97.5         0.0  1950  KindBat   false               0      0                        │
        │ 197        98.5         0.0  1970  KindBat   false               0      0                        │
        │ 199        99.5         0.0  1990  KindBat   false               0      0                        │
        │                                                                                                  │
        │                                                                                                  │
        │                                                                                                  │
        │                                                                                                  │
        │                                                                                                  │
        │ ← → column · Enter open · = edit · / filter · s sort · g go to · f follow · w watch · a add · d  │
        │ remove · Ctrl-U undo                                                                             │
        └────────────────────────────────────────────────────────────────────────────────── Ctrl-W closes ─┘
        """)
  }
}
