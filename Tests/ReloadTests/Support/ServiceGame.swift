import Foundation

/// Beacon as a game with services.
extension TestPackage {
  /// Replaces the game: each of its services echoes the numbers of ticks, with the value of `Speed.perTick` in its code.
  ///
  /// In the world: `distance` counts ticks, `pushes` the messages that arrived out of order or twice, or have a gap before them;
  /// of each spark, `value` is the number that arrived last, and `age` the value of the code that sent it.
  /// - Parameters:
  ///   - starts: `start` or `restart` of each service.
  ///   - body: replaces the code of the services.
  func makeServiceGame(starts: [String], body: String? = nil) throws {
    let begin = starts.enumerated().map { "    echoes[\($0)].\($1) { try serve($0, code: code) }" }
    try save(
      "Game/Beacon.swift",
      """
      import GameSDK
      import World

      // swift-format-ignore: AvoidRetroactiveConformances
      extension SparkPool: @retroactive Pool { public typealias Element = Spark }

      struct Beacon: Game {
        enum Action: Int, GameAction { case go, mark, askReload }

        mutating func start(_ world: inout World, _ setup: Setup) {
          for _ in echoes { world.sparks.append(Spark(age: 0, value: 0)) }
          begin()
        }

        mutating func step(_ world: inout World, _ tick: Tick<Action>) {
          world.distance += 1
          for index in echoes.indices {
            echoes[index].send(Ping(number: world.distance))
            for pong in tick.messages(from: echoes[index]) {
              if pong.number != Int64(world.sparks[index].value) + 1 { world.pushes += 1 }
              world.sparks[index].value = Int32(pong.number)
              world.sparks[index].age = pong.code
            }
          }
        }

        func draw(_ world: borrowing World, on canvas: inout Canvas) {
          canvas.text("tick \\(world.distance) speed \\(Speed.perTick)", column: 2, row: 4)
          for index in world.sparks.indices {
            canvas.text("echo \\(index) code \\(world.sparks[index].age).", column: 2, row: 5 + index)
          }
        }

        mutating func afterReload(_ world: inout World, _ reload: Reload) {
          world.after_reloads += 1
          begin()
        }

        private func begin() {
          let code = Int32(truncatingIfNeeded: Speed.perTick)
      \(begin.joined(separator: "\n"))
        }
      }

      """)
    try save(
      "Game/Echo.swift",
      """
      import GameSDK

      struct Ping: BitwiseCopyable, Sendable { var number: Int64 }
      struct Pong: BitwiseCopyable, Sendable {
        var number: Int64
        var code: Int32
      }

      let echoes = (0..<\(starts.count)).map { Service("echo-\\($0)", receives: Ping.self, sends: Pong.self) }

      func serve(_ game: ServiceEnd<Ping, Pong>, code: Int32) throws {
      \(body ?? "  while let ping = game.receive() { game.send(Pong(number: ping.number, code: code)) }")
      }

      """)
  }

  /// A field of all sparks in the world.
  func sparks(_ field: String) throws -> [Int] {
    let world = try ctl("world")["world"] as? [String: Any]
    return (world?["sparks"] as? [[String: Any]] ?? []).compactMap { $0[field] as? Int }
  }

  /// The members of the services in `status`, by name.
  func services() throws -> [[String: Any]] { try ctl("status")["services"] as? [[String: Any]] ?? [] }
}

extension HeadlessRun {
  /// The names of the threads of a process.
  static func threads(of pid: Int32) throws -> [String] {
    let tasks = "/proc/\(pid)/task"
    return try FileManager.default.contentsOfDirectory(atPath: tasks).compactMap { thread in
      try? String(contentsOfFile: "\(tasks)/\(thread)/comm", encoding: .utf8)
        .trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }
}
