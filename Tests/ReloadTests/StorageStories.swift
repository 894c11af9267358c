import Foundation
import Testing

/// What a game keeps on disk by name, in a real terminal and on a real disk.
extension Stories {
  @Suite("Stored files", .serialized)
  struct StorageStories {
    private let package: TestPackage
    /// The user's data folder.
    private let data: URL
    private var folder: URL { data.appendingPathComponent("beacon") }
    private var file: URL { folder.appendingPathComponent("best.txt") }

    /// Beacon with a stored number, which the keys m and g increase.
    init() throws {
      package = try TestPackage()
      data = package.root.appendingPathComponent(".hotloop/data-\(UUID().uuidString)")
      try package.edit(
        "Game/Beacon.swift", "  mutating func start(",
        """
          let best = Stored(
            "best.txt", fallback: 0,
            read: { text in
              guard let best = Int(text) else { throw AssetError(line: 1, "no number: \\(text)") }
              return best
            }, write: { "\\($0)" })

          mutating func start(
        """)
      try package.edit(
        "Game/Beacon.swift", "if tick.held(.go)",
        "if tick.pressed(.mark) || tick.pressed(.go) { storeBest(tick) }\n    if tick.held(.go)")
      try package.edit(
        "Game/Beacon.swift", "  private func total(",
        """
          private func storeBest(_ tick: Tick<Action>) {
            best.store(best.value + 1)
            tick.ringBell()
          }

          private func total(
        """)
      try package.edit(
        "Game/Beacon.swift", "    canvas.text(\"greeting",
        "    canvas.text(\"best \\(best.value).\", column: 2, row: 8)\n    canvas.text(\"greeting")
    }

    private func play(events: EventStream? = nil) throws -> TerminalRun {
      let terminal = try TerminalRun(in: package.root, columns: 100)
      let option = events.map { "--events \($0.path)" } ?? ""
      try terminal.type(
        "XDG_DATA_HOME=\(data.path) \(TestPackage.hotloop) --no-optimise --wait-for-build \(option); echo the e''nd"
      )
      try terminal.wait(for: "distance")
      return terminal
    }

    private func place(_ text: String) throws {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }

    private func onDisk(_ url: URL) -> String? { try? String(contentsOf: url, encoding: .utf8) }

    @Test("A value that is stored right before SIGTERM is there in the next run")
    func restart() throws {
      try package.edit("Game/Beacon.swift", "import GameSDK", "import GameSDK\nimport Glibc")
      try package.edit("Game/Beacon.swift", "tick.ringBell()", "kill(getpid(), SIGTERM)")
      let first = try play()
      try first.wait(for: "best 0.")
      try first.press("m")
      try first.wait(for: "the end")
      #expect(onDisk(file) == "1")
      try play().wait(for: "best 1.")
    }

    @Test("A new build reads what the earlier one stored, and the bell rings")
    func reload() throws {
      try place("41")
      let terminal = try play()
      try terminal.wait(for: "best 41.")
      #expect(try !terminal.bellHasRung())
      try terminal.press("m")
      try terminal.wait(for: "best 42.")
      try terminal.wait("for the bell") { _ in (try? terminal.bellHasRung()) ?? false }
      try package.edit("Game/Speed.swift", "= 1\n", "= 3\n")
      try terminal.wait(for: "speed 3")
      try terminal.wait(for: "best 42.")
    }

    @Test("A file that the game cannot read is set aside with a notice, and the next value makes a new one")
    func corrupt() throws {
      try place("many")
      let events = try EventStream(in: package.root)
      let terminal = try play(events: events)
      let event = try events.next("stored-rejected")
      #expect(event.text("path") == file.path)
      #expect(event.text("reason") == "\(file.path):1: no number: many")
      #expect(event.text("copy") == file.path + ".corrupt-1")
      try terminal.wait(for: "The game starts without best.txt; it is now best.txt.corrupt-1")
      try terminal.wait(for: "best 0.")
      try terminal.press("m")
      try terminal.wait(for: "best 1.")
      try terminal.press("q")
      try terminal.wait(for: "the end")
      #expect(onDisk(file) == "1")
      #expect(onDisk(URL(fileURLWithPath: file.path + ".corrupt-1")) == "many")
      let log = try package.read(".hotloop/hotloop.log")
      #expect(log.contains("\(file.path):1: no number: many; it is now \(file.path).corrupt-1"))
    }

    @Test("If nothing can be written there is one notice, and the game goes on with the value of this run")
    func unwritable() throws {
      // Root may write to read-only folders, but nobody may write into a file as if it were a folder.
      try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
      try Data().write(to: folder)
      let events = try EventStream(in: package.root)
      let terminal = try play(events: events)
      try terminal.press("m")
      try terminal.wait(for: "best.txt is kept only until the end of this run")
      let event = try events.next("store-failed")
      #expect(event.text("path") == file.path)
      #expect(event.text("reason") == "\(file.path): cannot write (Not a directory)")
      try terminal.press("g")
      try terminal.wait(for: "best 2.")
      try terminal.press("q")
      try terminal.wait(for: "the end")
      try events.next("stopped")
      #expect(events.events.count { $0.name == "store-failed" } == 1)
    }

    @Test("A run without a terminal neither reads nor writes the folder")
    func headless() throws {
      try place("41")
      try package.save("keys.script", "5 press mark\n6 release mark\n")
      let (status, output) = try package.shell(
        "XDG_DATA_HOME=\(data.path) \(TestPackage.hotloop) --headless --fast --ticks 30 --seed 1 "
          + "--input keys.script --print-frame")
      #expect(status == 0, "\(output)")
      #expect(output.contains("best 1."), "\(output)")
      #expect(onDisk(file) == "41")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["best.txt"])
    }

    @Test("A trial stores nothing")
    func trial() throws {
      try place("41")
      let terminal = try play()
      try terminal.wait(for: "best 41.")
      try package.edit(
        "Game/Beacon.swift", "    world.distance += Speed.perTick",
        "    best.store(99)\n    if best.value == 99 { fatalError(\"after storing\") }\n    world.distance += Speed.perTick"
      )
      try terminal.wait(for: "in preflight")
      try terminal.wait(for: "best 41.")
      try terminal.press("q")
      try terminal.wait(for: "the end")
      #expect(onDisk(file) == "41")
    }
  }
}
