import ArgumentParser
import CommandOptions
import Foundation
import WorldState

/// `hotloop world …`: inspects saved worlds.
struct WorldCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "world",
    abstract: "Inspect saved worlds: print one, compare two, show how one layout is migrated to another.",
    subcommands: [Dump.self, Diff.self, Plan.self])

  func run() throws {
    throw refusal("give one of dump, diff and plan", usage: HotLoop.usageString(for: Self.self))
  }

  struct Dump: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a world, as tables or JSON.")

    @Argument(help: "A file written by `hotloop ctl snapshot` or by the save key.")
    var file: String

    @Flag(help: "Print JSON.")
    var json = false

    @Option(
      parsing: .unconditional, help: "The number of elements shown of each pool; 50 by default.",
      transform: OptionNumber.whole(0...Int.max))
    var rows = 50

    func run() throws {
      let snapshot = try savedWorld(file)
      let text = try read(snapshot) { reader in json ? reader.json() + "\n" : reader.table(rows: rows) }
      print(text, terminator: "")
    }
  }

  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the differences of two worlds, by field path.",
      discussion:
        "The exit status is 0 if they are equal, 1 if they differ, and 2 if one of them cannot be read.")

    @Argument(help: "The first world.")
    var before: String

    @Argument(help: "The second.")
    var after: String

    @Option(
      parsing: .unconditional, help: "The maximum number of differences to print; 1000 by default.",
      transform: OptionNumber.whole(1...Int.max))
    var limit = 1000

    func run() throws {
      let found: [WorldDifference]
      do {
        let (first, second) = (try savedWorld(before), try savedWorld(after))
        found = try read(first) { a in try read(second) { b in worldDiff(a, b, limit: limit) } }
      } catch {
        // As `diff` and `cmp` do; 1 says that the worlds differ.
        FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
        throw ExitCode(2)
      }
      if found.isEmpty { print("the worlds are equal") }
      for difference in found { print(difference) }
      if found.count == limit { print("… there may be more; see --limit") }
      if !found.isEmpty { throw ExitCode(1) }
    }
  }

  struct Plan: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the migration from one file's layout to another's, one line per field.",
      discussion:
        "The files do not contain the renames and defaults that a game declares: a renamed field is shown as one dropped and one added."
    )

    @Argument(help: "A world of the old layout.")
    var from: String

    @Argument(help: "A world of the new layout.")
    var to: String

    func run() throws {
      print(try MigrationPlan(from: try savedWorld(from).layout, to: try savedWorld(to).layout))
    }
  }
}

private func read<R>(_ snapshot: Snapshot, _ body: (WorldReader) throws -> R) throws -> R {
  // `Snapshot.read` accepts only bodies that throw its own error type.
  let result = try snapshot.read { reader throws(WorldError) in Result { try body(reader) } }
  return try result.get()
}
