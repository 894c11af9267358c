import Foundation
import Testing

/// Keys of keyboard layouts whose letters nobody bound, as kitty's protocol reports them.
extension Stories {
  @Suite("Keyboard layouts", .serialized)
  struct KeyboardStories {
    @Test(
      "Keys of the host and of the game are found by their place, and Ctrl-C ends the run",
      arguments: [
        // g, p, the point, Ctrl-C: Cyrillic, Greek with its own punctuation, Hebrew.
        (["1087::103", "1079::112", "1102::46", "1089::99"]),
        (["947::103", "960::112", "903::46", "968::99"]),
        (["1506::103", "1508::112", "1509::46", "1489::99"]),
      ])
    func layouts(keys: [String]) throws {
      let package = try TestPackage()
      let terminal = try KittyTerminal()
      let run = try terminal.start(["--wait-for-build"], in: package)
      try terminal.wait("for the game") { $0.text.contains("distance") && $0.pushes > 0 }
      terminal.type("\u{1B}[\(keys[0]);1:1u")
      while try package.world("pushes") < 2 {}
      terminal.type("\u{1B}[\(keys[0]);1:3u\u{1B}[\(keys[1]);1:1u\u{1B}[\(keys[1]);1:3u")
      while try package.ctl("status")["paused"] as? Bool != true {}
      let (pushes, distance) = (try package.world("pushes"), try package.world("distance"))
      terminal.type("\u{1B}[\(keys[2]);1:1u\u{1B}[\(keys[2]);1:3u")
      while try package.world("distance") == distance {}
      // The key was released, and one tick ran.
      #expect(try package.world("pushes") == pushes)
      #expect(try package.world("distance") == distance + 1)
      terminal.type("\u{1B}[\(keys[3]);5u")
      run.waitUntilExit()
      #expect(run.terminationStatus == 0)
    }
  }
}
