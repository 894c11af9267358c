import Foundation
import GameBuilder
import Glibc
import Testing

/// Services over many reloads.
extension Stories {
  @Suite("Services over many reloads", .serialized)
  struct ServiceLongStories {
    private let package: TestPackage
    /// A number that no earlier run used: an image that exists is not built again.
    private let fresh = Int(Date().timeIntervalSince1970) % 1_000_000 * 1000

    init() throws { package = try TestPackage() }

    private func host() throws -> pid_t { pid_t(try #require(try package.ctl("status")["pid"] as? Int)) }

    /// Saves another speed, and returns when it runs.
    private func reload(_ run: HeadlessRun, speed: Int) throws {
      try package.save("Game/Speed.swift", "enum Speed { static let perTick: Int64 = \(speed) }\n")
      try run.events.next("swapped") { $0.text("cause") == "save" }
    }

    private func wait(_ what: String, until isDone: () throws -> Bool) throws {
      let deadline = Date().addingTimeInterval(120)
      while try !isDone() {
        try #require(Date() < deadline, "\(what)")
        usleep(10_000)
      }
    }

    @Test("Four services in a thousand reloads: no thread, descriptor or message is lost")
    func thousand() throws {
      try package.save("Game/Speed.swift", "enum Speed { static let perTick: Int64 = \(fresh) }\n")
      try package.makeServiceGame(starts: ["start", "start", "restart", "restart"])
      let run = try HeadlessRun(package, appliesLive: true)
      try run.events.next("live-literals")
      let pid = try host()
      func services() throws -> [String] {
        try HeadlessRun.threads(of: pid).filter { $0.hasPrefix("svc ") }.sorted()
      }
      func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
      }
      let names = (0..<4).map { "svc echo-\($0)" }
      var (threads, open) = (0, 0)
      for number in 1...1000 {
        switch number % 50 {
        case 48: #expect(try package.ctl("rollback")["ok"] as? Bool == true)
        case 49: #expect(try package.ctl("forward")["ok"] as? Bool == true)
        default: try reload(run, speed: fresh + number)
        }
        if number == 20 {
          try wait("four services") { try services() == names }
          (threads, open) = (try HeadlessRun.threads(of: pid).count, try descriptors())
        }
      }
      try wait("the last code of the restarted ones") {
        try package.sparks("age") == [fresh, fresh, fresh + 1000, fresh + 1000]
      }
      #expect(try package.world("pushes") == 0)
      let sent = try package.world("distance")
      try wait("all messages") {
        try package.sparks("value").allSatisfy { $0 >= sent }
      }
      #expect(try package.world("after_reloads") == 1000)
      #expect(try package.world("pushes") == 0)
      try wait("four services") { try services() == names }
      for service in try package.services() {
        #expect(service["dropped"] as? Int == 0 && service["left"] as? [Int] == [], "\(service)")
      }
      // Threads of the system's pools come and go.
      try wait("as many threads as before") { try HeadlessRun.threads(of: pid).count <= threads }
      try wait("as many descriptors as before") {
        try descriptors() <= open + GameCompiler.maxStandbyDescriptors
      }
      run.end()
    }

    @Test(
      "A producer that is not restarted and a consumer that is share a kept value, over 100 reloads, rollbacks and a kill"
    )
    func producerAndConsumer() throws {
      try package.save("Game/Speed.swift", "enum Speed { static let perTick: Int64 = \(fresh) }\n")
      try package.makeServiceGame(starts: [])
      try package.save(
        "Game/Echo.swift",
        """
        import GameSDK

        struct Box: BitwiseCopyable, Sendable {
          var count: Int64 = 0
          var producer: Int64 = 0
          var consumer: Int64 = 0
        }

        let echoes: [Service<NoMessage, NoMessage>] = []
        let producer = Service("producer")
        let consumer = Service("consumer", sends: Box.self)

        /// Counts in the kept value, from where it stands.
        func produce(_ game: ServiceEnd<NoMessage, NoMessage>, code: Int64) throws {
          var box = try Kept.create("box") { Box() }
          while game.sleep(for: .milliseconds(5)) {
            box.count += 1
            box.producer = code
            try Kept.rewrite("box") { box }
          }
        }

        func consume(_ game: ServiceEnd<NoMessage, Box>, code: Int64) throws {
          while game.sleep(for: .milliseconds(5)) {
            var box = try Kept.create("box") { Box() }
            box.consumer = code
            game.send(box)
          }
        }

        """)
      try package.edit(
        "Game/Beacon.swift",
        "    for index in echoes.indices {\n      echoes[index].send(Ping(number: world.distance))",
        """
            for box in tick.messages(from: consumer) {
              if box.count < world.distance { world.pushes += 1 }
              world.distance = box.count
              world.from = Int32(truncatingIfNeeded: box.producer)
              world.to = Int32(truncatingIfNeeded: box.consumer)
            }
            for index in echoes.indices {
        """)
      try package.edit("Game/Beacon.swift", "    world.distance += 1\n", "")
      try package.edit(
        "Game/Beacon.swift",
        "      for pong in tick.messages(from: echoes[index]) {\n        if pong.number != Int64(world.sparks[index].value) + 1 { world.pushes += 1 }\n        world.sparks[index].value = Int32(pong.number)\n        world.sparks[index].age = pong.code\n      }\n",
        "      _ = echoes[index]\n")
      try package.edit(
        "Game/Beacon.swift", "    let code = Int32(truncatingIfNeeded: Speed.perTick)\n",
        """
            let code = Speed.perTick
            producer.start { try produce($0, code: code) }
            consumer.restart { try consume($0, code: code) }

        """)
      let run = try HeadlessRun(package, appliesLive: true)
      try run.events.next("live-literals")
      func wait(producer: Int, consumer: Int) throws {
        let count = try package.world("distance")
        try self.wait("producer \(producer) and consumer \(consumer)") {
          try package.world("from") == producer && package.world("to") == consumer
            && package.world("distance") > count
        }
        #expect(try package.world("pushes") == 0)
      }
      try wait(producer: fresh, consumer: fresh)
      for number in 1...50 { try reload(run, speed: fresh + number) }
      try wait(producer: fresh, consumer: fresh + 50)
      for _ in 0..<3 { #expect(try package.ctl("rollback")["ok"] as? Bool == true) }
      try wait(producer: fresh, consumer: fresh + 47)
      #expect(try package.ctl("forward")["ok"] as? Bool == true)
      try wait(producer: fresh, consumer: fresh + 48)
      let count = try package.world("distance")
      kill(try host(), SIGKILL)
      let resumed = try run.events.next("resumed")
      try run.events.next("first-frame") { $0["generation"] == resumed["generation"] }
      // Both were started by the next process; the value is where it was.
      try wait(producer: fresh + 48, consumer: fresh + 48)
      #expect(try package.world("distance") > count)
      for number in 51...100 { try reload(run, speed: fresh + number) }
      try wait(producer: fresh + 48, consumer: fresh + 100)
      run.end()
    }
  }
}
