import Foundation
import Testing

/// Bad input of every subcommand: what the program says, and its exit status.
extension Stories {
  @Suite("Commands", .serialized)
  struct CommandStories {
    struct Case: Sendable, CustomTestStringConvertible {
      var arguments: String
      var status: Int32
      var texts: [String]
      var testDescription: String { arguments }

      init(_ arguments: String, _ status: Int32, _ texts: String...) {
        (self.arguments, self.status, self.texts) = (arguments, status, texts)
      }
    }

    /// Mistakes in the command line. Nothing runs.
    static let mistakes = [
      Case("dance", 64, "unknown command 'dance'\n", "Usage: hotloop play|new|export|ctl|"),
      Case("plya", 64, "unknown command 'plya'; did you mean 'play'?"),
      Case("ctl statsu", 64, "unknown command 'statsu'; did you mean 'status'?"),
      Case("--dance", 64, "--dance"),
      Case("play extra", 64, "extra", "Usage: hotloop play"),
      Case("play --ticks 5", 64, "--ticks needs --headless"),
      Case("play --size 90x30", 64, "--size needs --headless"),
      Case("play --screenshot a.svg", 64, "--screenshot needs --headless"),
      Case("play --headless --screenshot a.png", 64, "name it .svg"),
      Case("play --color pink", 64, "--color is one of", "pink"),
      Case("play --glyphs runes", 64, "--glyphs is one of", "runes"),
      Case("play --drawing chalk", 64, "--drawing is one of", "chalk"),
      Case("play --animation a.gif", 64, "--animation writes SVG"),
      Case("play --animation-seconds 5", 64, "--animation-seconds needs --animation"),
      Case("replay a.run --gif a.gif", 64, "--gif needs --headless"),
      Case("replay a.run --headless --gif a.svg", 64, "--gif writes GIF: name the file .gif, not a.svg"),
      Case("replay a.run --headless --verify --gif a.gif", 64, "--gif cannot be combined with --verify"),
      Case("replay a.run --headless --update --screenshot a.svg", 64, "cannot be combined with --update"),
      Case("replay a.run b.run --headless --against HEAD --cast a.cast", 64, "--cast takes one recording"),
      Case("replay a.run --headless --against HEAD --at 5", 64, "--at needs --screenshot"),
      Case("replay a.run --headless --against HEAD --size 90x30", 64, "--size needs --screenshot"),
      Case(
        "replay a.run --headless --against HEAD --screenshot a.svg --size 1000x30", 64,
        "--size is that of each half, at most 999x999"),
      Case("replay a.run --headless", 64, "with --headless, give --verify", "--animation or --gif"),
      Case("play --resume --from a.world", 64, "--resume and --from"),
      Case("export extra", 64, "extra", "Usage: hotloop export"),
      Case("play --swap-optimised --no-optimise", 64, "--no-optimise"),
      Case("ctl", 64, "<command>", "Usage: hotloop ctl"),
      Case("ctl dance", 64, "unknown command 'dance'", "status", "Usage: hotloop ctl"),
      Case("ctl status now", 64, "status takes no argument", "'now'", "Usage: hotloop ctl status\n"),
      Case("ctl quit 5", 64, "quit takes no argument", "Usage: hotloop ctl quit\n"),
      Case("ctl restart a.world", 64, "restart takes no argument", "Usage: hotloop ctl restart\n"),
      Case("ctl step ten", 64, "from 1 to 1000000, not 'ten'", "Usage: hotloop ctl step [TICKS]\n"),
      Case("ctl step 0", 64, "from 1 to 1000000, not '0'", "Usage: hotloop ctl step [TICKS]\n"),
      Case("ctl press", 64, "press needs an action", "Usage: hotloop ctl press ACTION [TICKS]\n"),
      Case("ctl press fire 0", 64, "from 1 to 1000000, not '0'", "Usage: hotloop ctl press ACTION [TICKS]\n"),
      Case("ctl snapshot ''", 64, "snapshot needs a file", "Usage: hotloop ctl snapshot FILE\n"),
      Case("ctl load", 64, "load needs a file", "Usage: hotloop ctl load FILE\n"),
      Case("ctl screenshot", 64, "screenshot needs a file", "Usage: hotloop ctl screenshot FILE"),
      Case("ctl screenshot a.jpg", 64, "name it .svg", "Usage: hotloop ctl screenshot FILE"),
      Case("ctl screenshot a.svg --color pink", 64, "--color is one of"),
      Case("ctl pause --color 256", 64, "for screenshot", "Usage: hotloop ctl pause\n"),
      Case("ctl snapshot a b", 64, "'b'", "Usage: hotloop ctl"),
      Case("world", 64, "dump, diff and plan", "Usage: hotloop world"),
      Case("world dance", 64, "dance", "Usage: hotloop world"),
      Case("world dump", 64, "<file>", "Usage: hotloop world dump"),
      Case("world dump a.world b.world", 64, "b.world", "Usage: hotloop world dump"),
      Case("world diff a.world", 64, "<after>", "Usage: hotloop world diff"),
      Case("world plan a.world", 64, "<to>", "Usage: hotloop world plan"),
      // Without a build.
      Case(
        "bench bogus", 64, "no benchmark 'bogus'",
        "are eval, inspector, loop, migrate, reload, render, slots, start, swap, time",
        "Usage: hotloop bench"),
      Case("doctor today", 64, "today", "Usage: hotloop doctor"),
      Case("new ''", 64, "the name is empty"),
      Case("new picture", 64, "Picture.swift, which the template snake has already"),
    ]

    /// Values that a numeric option does not take: the message names the option, the value, and what is allowed.
    static let numbers: [Case] = [
      ("play --headless --ticks", "from 1 to 18446744073709551615", ["0"]),
      ("play --seed", "from 0 to 18446744073709551615", []),
      ("play --rate", "from 1 to 1000", ["0", "1001"]),
      ("play --fps", "from 1 to 1000", ["0", "1001"]),
      ("play --call-limit", "from 0.01 to 3600, or 0 for no limit", ["0.001", "nan", "inf"]),
      ("play --animation a.svg --animation-seconds", "from 0.5 to 120", ["0", "500", "nan", "inf"]),
      (
        "play --headless --size", "COLUMNSxROWS, such as 80x24, from 1x1 to 2000x1000",
        ["80", "0x24", "-1x24", "80x1001", "99999999999999999999x24"]
      ),
      ("world dump a.world --rows", "from 0 to", []),
      ("world diff a.world b.world --limit", "from 1 to", ["0"]),
    ].flatMap { command, allowed, values in
      (values + ["-5", "99999999999999999999", "many", ""]).map { value in
        let option = command.split(separator: " ").last ?? ""
        return Case(
          "\(command) '\(value)'", 64, "The value '\(value)' is invalid for '\(option) ", "it must be",
          allowed)
      }
    }

    /// Files and folders that are missing, empty, or something else.
    static let files = [
      Case("--package /nowhere", 1, "/nowhere", "Package.swift"),
      Case("play --package Package.swift/no", 1, "Package.swift"),
      Case("ctl status", 1, "no hotloop runs"),
      Case("ctl --package / status", 1, "there is no Package.swift"),
      Case("play --headless --ticks 1 --from gone.world", 1, "gone.world", "No such file"),
      Case("play --headless --ticks 1 --from assets", 1, "Error: assets: not a regular file"),
      Case("play --headless --ticks 1 --from empty", 1, "empty", "hotloop ctl snapshot"),
      Case(
        "play --headless --ticks 1 --from Game/Speed.swift", 1, "Game/Speed.swift", "hotloop ctl snapshot"),
      Case("play --headless --ticks 1 --input gone.txt", 1, "gone.txt", "--input"),
      Case("play --headless --ticks 1 --input Game/Speed.swift", 64, "Game/Speed.swift:1: expected TICK"),
      Case("play --headless --ticks 1 --input assets", 1, "assets", "--input"),
      Case("play --headless --ticks 1 --events gone/a.jsonl", 1, "gone/a.jsonl", "--events"),
      Case("play --headless --ticks 1 --events assets", 1, "assets", "--events"),
      Case("play --headless --ticks 1 --screenshot gone/a.svg", 1, "gone/a.svg", "--screenshot"),
      Case("play --headless --ticks 1 --screenshot assets", 1, "assets", "--screenshot"),
      Case("play --headless --ticks 1 --animation gone/a.svg", 1, "gone/a.svg", "--animation"),
      Case("play --headless --ticks 1 --cast gone/a.cast", 1, "gone/a.cast", "--cast"),
      Case("world dump gone.world", 1, "gone.world", "No such file"),
      Case("world dump assets", 1, "Error: assets: not a regular file"),
      Case("world dump empty", 1, "empty", "hotloop ctl snapshot"),
      Case("world dump assets/keys.yaml", 1, "assets/keys.yaml", "hotloop ctl snapshot"),
      Case("world diff empty empty", 2, "empty", "hotloop ctl snapshot"),
      Case("world diff assets gone.world", 2, "assets"),
      Case("world plan gone.world empty", 1, "gone.world"),
    ]

    @Test("A mistake in the command line is named, with the usage of that command; nothing is started")
    func mistakes() throws { try check(Self.mistakes) }

    @Test("A number that an option does not take is refused with what is allowed")
    func numbers() throws { try check(Self.numbers) }

    @Test("A file that is missing, empty or something else is named, with what to do")
    func files() throws { try check(Self.files) }

    private func check(_ cases: [Case]) throws {
      let package = try TestPackage()
      try package.save("empty", "")
      defer { try? FileManager.default.removeItem(atPath: package.path("empty")) }
      for one in cases {
        let (status, output) = try package.shell("timeout 120 \(TestPackage.hotloop) \(one.arguments)")
        #expect(status == one.status, "\(one.arguments): status \(status): \(output)")
        for text in one.texts { #expect(output.contains(text), "\(one.arguments): \(output)") }
        #expect(
          !output.contains("<subcommand>") || one.arguments.hasPrefix("world"), "\(one.arguments): \(output)")
        #expect(!output.contains("Fatal error") && !output.contains("Swift."), "\(one.arguments): \(output)")
      }
    }
  }
}
