import Foundation
import Testing

/// The world of a running game, looked at and changed by hand.
extension Stories {
  @Suite("Inspector", .serialized)
  struct InspectorStories {
    @Test("Opened, expanded, filtered, edited, undone, closed; a recording has the changes")
    func panel() throws {
      let package = try TestPackage()
      let events = try EventStream(in: package.root)
      let terminal = try TerminalRun(in: package.root)
      try terminal.type(
        "\(TestPackage.hotloop) play --no-optimise --wait-for-build --no-live-literals --record edit.run "
          + "--events \(events.path)")
      try events.next("first-frame")
      try terminal.wait(for: "sum 55")
      try terminal.press("C-w")
      try terminal.wait(for: "┌─ World ─")
      // The pool is the last field.
      try terminal.press("End", "Right")
      try terminal.wait(for: "▾ sparks")
      try terminal.press("Enter")
      try terminal.wait(for: "sparks · 10 × Spark")
      try terminal.press("/")
      try terminal.send("value > 8 && speed")
      try terminal.press("Enter")
      try terminal.wait(for: "there is no field speed; there are age, value, index")
      try terminal.press("C-u")
      try terminal.send("value > 8")
      try terminal.press("Enter")
      try terminal.wait(for: "2 of 10 × Spark · value > 8")
      try terminal.press("Right", "=", "C-u")
      try terminal.send("many")
      try terminal.press("Enter")
      try terminal.wait(for: "it takes a whole number from")
      try terminal.press("C-u")
      try terminal.send("0")
      try terminal.press("Enter")
      let edited = try events.next("world-edited")
      #expect(edited.text("path") == "sparks[8].value" && edited.text("after") == "0")
      // What the game derives from the world follows.
      try terminal.wait(for: "sum 46")
      try terminal.wait(for: "1 of 10 × Spark")
      try terminal.press("C-u")
      try events.next("world-edited") { $0.text("after") == "9" }
      try terminal.wait(for: "sum 55")
      try terminal.press("C-y")
      try terminal.wait(for: "sum 46")
      try terminal.press("C-u")
      try terminal.wait(for: "sum 55")
      // Elements, and a value that stays on the screen.
      try terminal.press("Escape")
      try terminal.wait(for: "sparks · 10 × Spark")
      try terminal.press("a")
      try terminal.wait(for: "sparks 11 sum 55")
      try terminal.press("Home", "d")
      try terminal.wait(for: "sparks 10 sum 54")
      try terminal.press("C-u", "C-u")
      try terminal.wait(for: "sparks 10 sum 55")
      // The cursor has followed its element.
      try terminal.press("w")
      try terminal.wait(for: "┌─ Watched ─")
      try terminal.press("C-w")
      let screen = try terminal.wait(until: "× Spark")
      #expect(screen.contains("sparks[1].value"), "\(screen)")
      let distance = try package.world("distance")
      while try package.world("distance") < distance + 30 {}
      try terminal.press("q")
      try events.next("stopped")
      try terminal.wait(for: "ready$")
      let (status, output) = try package.shell("\(TestPackage.hotloop) replay edit.run --headless --verify")
      #expect(status == 0, "\(output)")
      try package.shell("rm edit.run")
    }

    @Test("The game says what is drawn at a cell; when it cannot, the message says why, and the game goes on")
    func clicked() throws {
      let package = try TestPackage()
      let method = "  mutating func afterReload("
      let hook = """
          func inspect(_ world: borrowing World, at cell: PictureCell) throws -> String? {
            if cell.row == 6 { throw AssetError(line: 1, "no map of row 6") }
            if cell.row == 7 { return "sparks[\\(world.sparks[cell.column].value)]" }
            return cell.row == 5 ? "sparks[\\(cell.column)]" : nil
          }


        """
      try package.edit("Game/Beacon.swift", method, hook + method)
      let terminal = try TerminalRun(in: package.root)
      try terminal.type("\(TestPackage.hotloop) play --no-optimise --wait-for-build")
      try terminal.wait(for: "sum 55")
      try terminal.press("C-w")
      try terminal.wait(for: "┌─ World ─")
      // Columns and rows of the terminal from 1; the status line has the first row.
      func click(_ column: Int, _ row: Int) throws {
        try terminal.send("\u{1B}[<0;\(column);\(row)M\u{1B}[<0;\(column);\(row)m")
      }
      try click(5, 7)
      try terminal.wait(for: "sparks[4] is drawn there")
      try click(60, 7)
      try terminal.wait(for: "inspect of the game returned a wrong path: ")
      try click(1, 2)
      try terminal.wait(for: "nothing in this world has a position")
      try click(1, 8)
      try terminal.wait(for: "inspect of the game failed")
      try terminal.wait(for: "no map of row 6")
      try click(70, 9)
      try terminal.wait(for: "inspect of the game failed")
      let distance = try package.world("distance")
      while try package.world("distance") < distance + 30 {}
      try terminal.press("C-w", "q")
      try terminal.wait(for: "ready$")
    }

    @Test("Elements are added and removed from a shell, also of a full pool; what is refused changes nothing")
    func elements() throws {
      let package = try TestPackage()
      let run = try HeadlessRun(package, "--record", "edit.run")
      while try package.world("distance") < 30 {}
      _ = try package.ctl("pause")
      for index in 10..<40 {
        let added = try package.ctl("world add sparks")
        #expect(added["path"] as? String == "sparks[\(index)]" && added["after"] as? String == "Spark")
      }
      #expect((try package.ctl("world get sparks")["value"] as? [Any])?.count == 40)
      let event = try run.events.next("world-edited")
      #expect(event.text("path") == "sparks[10]" && event.text("before") == "(not there)")
      let removed = try package.ctl("world remove sparks[0]")
      #expect(removed["before"] as? String == "Spark" && removed["path"] as? String == "sparks[0]")
      #expect(try package.ctl("world get sparks[0].value")["value"] as? Int == 2)
      for (request, word) in [
        ("add distance", "is a int64; elements can be added"), ("add", "needs a path, such as creatures"),
        ("remove sparks", "elements can be added and removed in pools"),
        ("remove sparks[39]", "element 39 of 39"), ("remove distance", "is a int64"),
        ("remove", "such as creatures[3]"), ("add sparks 3", "takes no '3'"), ("add [", "not a field path"),
        ("add sparks[", "there is no ]"),
      ] {
        let (status, output) = try package.shell("\(TestPackage.hotloop) ctl world \(request)")
        #expect(status != 0 && output.contains(word), "\(request): \(output)")
      }
      #expect((try package.ctl("world get sparks")["value"] as? [Any])?.count == 39)
      _ = try package.ctl("resume")
      let distance = try package.world("distance")
      while try package.world("distance") < distance + 30 {}
      run.end()
      let (status, output) = try package.shell("\(TestPackage.hotloop) replay edit.run --headless --verify")
      #expect(status == 0, "\(output)")
      try package.shell("rm edit.run")
    }
  }
}
