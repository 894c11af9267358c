import ArgumentParser
import WorldState

/// `hotloop world …`: looks into saved worlds.
struct WorldCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "world",
    abstract: "Look into saved worlds: what is in one, in what two differ, how one layout becomes another.",
    subcommands: [Dump.self, Diff.self, Plan.self])

  struct Dump: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a world by its layout, as tables or JSON.")

    @Argument(help: "A file that `hotloop ctl snapshot` or the save key wrote.")
    var file: String

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: "How many elements of each pool the tables show.")
    var rows = 50

    func validate() throws {
      if rows < 0 { throw ValidationError("--rows must not be negative") }
    }

    func run() throws {
      let snapshot = try savedWorld(file)
      let text = try read(snapshot) { reader in json ? reader.json() + "\n" : reader.table(rows: rows) }
      print(text, terminator: "")
    }
  }

  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print in what two worlds differ, by the fields' paths.",
      discussion: "The exit status is 0 if they do not differ and 1 if they do.")

    @Argument(help: "The first world.")
    var before: String

    @Argument(help: "The second.")
    var after: String

    @Option(help: "How many differences to print.")
    var limit = 1000

    func validate() throws {
      if limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    func run() throws {
      let (first, second) = (try savedWorld(before), try savedWorld(after))
      let found = try read(first) { a in try read(second) { b in worldDiff(a, b, limit: limit) } }
      for difference in found { print(difference) }
      if found.count == limit { print("… and perhaps more; see --limit") }
      if !found.isEmpty { throw ExitCode(1) }
    }
  }

  struct Plan: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print how a world of one file's layout becomes a world of another's, one line a field.",
      discussion:
        "Renames and defaults that a game states are not in the files: a renamed field is one dropped and one added."
    )

    @Argument(help: "A world of the old layout.")
    var from: String

    @Argument(help: "A world of the new one.")
    var to: String

    func run() throws {
      print(try MigrationPlan(from: try savedWorld(from).layout, to: try savedWorld(to).layout))
    }
  }
}

private func read<R>(_ snapshot: Snapshot, _ body: (WorldReader) throws -> R) throws -> R {
  // `Snapshot.read` lends a reader to bodies that throw nothing else than it does itself.
  let result = try snapshot.read { reader throws(WorldError) in Result { try body(reader) } }
  return try result.get()
}
