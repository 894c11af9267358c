import Foundation
import Testing

/// Builds that need what the running game holds, and that another process cannot have meanwhile.
extension Stories {
  @Suite("Resources of the running game", .serialized)
  struct ResourceStories {
    private static let game = "Game/Beacon.swift"
    /// A number that no earlier run used, so that the compiler runs.
    private let fresh = Int(Date().timeIntervalSince1970 * 1000) % 1_000_000_000

    @Test(
      "A port that a trial took is free for the game; a trial that cannot have it is refused with a hint, however the game fails, and Trial.isRunning avoids it",
      arguments: [
        (
          "    sum = total(world)\n    world.after",
          "    if @, server < 0 { fillMemory(); server = try! takePort() }\n",
          "after_reload"
        ),
        (
          "    world.distance += Speed.perTick\n",
          "    if @, server < 0 { fillMemory(); server = try! takePort() }\n",
          "step"
        ),
        (
          "    world.distance += Speed.perTick\n",
          "    if @, server < 0 { fillMemory(); server = take_port(); precondition(server >= 0, \"Address already in use\") }\n",
          "step"
        ),
      ])
    func port(before line: String, code: String, callback: String) throws {
      let package = try TestPackage()
      try package.edit(
        "Game/World/include/world.h", "#endif", "int take_port(void);\nvoid fill_memory(void);\n#endif")
      try package.save(
        "Game/World/world.c",
        """
        #include "world.h"
        #include <netinet/in.h>
        #include <stdlib.h>
        #include <sys/socket.h>
        #include <unistd.h>

        int take_port(void) {
          int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
          struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(\(20000 + fresh % 20000))};
          if (bind(server, (struct sockaddr *)&address, sizeof address) == 0) return server;
          close(server);
          return -1;
        }

        void fill_memory(void) {
          volatile char *memory = malloc(256 << 20);
          for (int page = 0; memory && page < 256 << 8; page++) memory[page << 12] = 1;
        }

        """)
      try package.edit(Self.game, "import GameSDK\n", "import GameSDK\nimport Glibc\n")
      try package.edit(Self.game, line, code.replacing("@", with: "server < 0") + line)
      try package.edit(Self.game, "    sum = nil\n", "    sum = nil\n    close(server)\n    server = -1\n")
      try package.save(
        Self.game,
        package.read(Self.game) + """

          nonisolated(unsafe) private var server: Int32 = -1
          struct Taken: Error, CustomStringConvertible { let description = "the port is taken" }
          /// The kernel frees memory first: the port of a trial is free long after its kill.
          func fillMemory() { if Trial.isRunning { fill_memory() } }
          func takePort() throws -> Int32 {
            let server = take_port()
            if server < 0 { throw Taken() }
            return server
          }

          """)
      let run = try HeadlessRun(package)
      // `afterReload` is first called by a save.
      if callback == "after_reload" {
        try package.edit("Game/Speed.swift", "= 1\n", "= \(fresh)\n")
        try run.events.next("swapped") { $0.text("cause") == "save" }
        try package.edit("Game/Speed.swift", "= \(fresh)\n", "= 1\n")
      } else {
        try package.edit("Game/Speed.swift", "= 1\n", "= 1 \n")
      }
      let refused = try run.events.next("preflight") { $0.text("verdict") != "ok" }
      #expect(refused.text("callback") == callback, "\(refused)")
      #expect(refused.text("reason")?.contains("Trial.isRunning") == true, "\(refused)")
      try package.edit(Self.game, "if server < 0, server < 0", "if !Trial.isRunning, server < 0")
      try run.events.next("swapped") { $0.text("cause") == "save" }
      try package.edit("Game/Speed.swift", "perTick: Int64", "perTick : Int64")
      try run.events.next("swapped") { $0.text("cause") == "save" }
      #expect(!run.events.events.contains { $0.name == "crashed" })
    }
  }
}
