import Foundation
import Testing

/// The wall clock is set while a game runs, as time servers, suspended machines and people do it.
extension Stories {
  @Suite("Clocks", .serialized)
  struct ClockStories {
    /// Each call of the program, of its compilers and of `ctl` reads a wall clock that is wrong by up to an hour.
    private static let jumping = """
      #include <sys/syscall.h>
      #include <sys/time.h>
      #include <time.h>
      #include <unistd.h>
      static long offset(void) {
        static unsigned state = 1;
        state = state * 1103515245u + 12345u;
        return JUMP ? (long)((state >> 16) % 7200) - 3600 : SHIFT;
      }
      int clock_gettime(clockid_t clock, struct timespec *time) {
        int result = (int)syscall(SYS_clock_gettime, clock, time);
        if (clock == CLOCK_REALTIME) time->tv_sec += offset();
        return result;
      }
      int gettimeofday(struct timeval *restrict time, void *restrict zone) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        *time = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
        return 0;
      }
      time_t time(time_t *result) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        if (result) *result = now.tv_sec;
        return now.tv_sec;
      }

      """

    @Test(
      "The wall clock matters to no wait: requests are answered, saves are built, and the run ends",
      arguments: ["-DJUMP=1 -DSHIFT=0", "-DJUMP=0 -DSHIFT=-86400", "-DJUMP=0 -DSHIFT=86400"])
    func jumps(clock: String) throws {
      let package = try TestPackage()
      try package.save(".hotloop/clock.c", Self.jumping)
      let library = package.path(".hotloop/clock.so")
      let build = try package.shell("clang -shared -fPIC \(clock) .hotloop/clock.c -o \(library)")
      #expect(build.status == 0, "\(build.output)")
      let run = try HeadlessRun(package, environment: ["LD_PRELOAD": library])
      func answer(_ command: String) throws -> [String: Any] {
        let (_, output) = try package.shell("LD_PRELOAD=\(library) \(TestPackage.hotloop) ctl \(command)")
        return try #require(
          JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any], "\(output)")
      }
      for command in ["status", "world", "pause", "step 3", "resume", "snapshot .hotloop/clock.world"] {
        let reply = try answer(command)
        #expect(reply["ok"] as? Bool == true, "\(command): \(reply)")
      }
      // Two saves in a row, and one that is refused.
      try package.edit("Game/Speed.swift", "= 1\n", "= 21\n")
      try package.edit("Game/Speed.swift", "= 21\n", "= 22\n")
      try run.events.next("swapped") { $0.text("cause") == "save" }
      try package.edit("Game/Speed.swift", "= 22\n", "= none\n")
      try run.events.next("build-failed")
      try package.edit("Game/Speed.swift", "= none\n", "= 23\n")
      try run.events.next("swapped") { $0.text("cause") == "save" }
      #expect(try answer("quit")["ok"] as? Bool == true)
      #expect(run.waitForEnd() == 0)
      #expect(!run.events.rest().contains { $0.name == "hung" })
    }
  }
}
