import ArgumentParser
import CommandOptions
import Engine
import Foundation
import GameBuilder
import HostSystem
import WorldState

/// `hotloop share …`: what is in a moment that somebody has shared.
struct ShareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "share",
    abstract:
      "Look at a shared moment, which `hotloop ctl share FILE` writes and `hotloop play --from FILE` shows.",
    subcommands: [Show.self])

  func run() throws {
    throw refusal("give a subcommand: show", usage: HotLoop.usageString(for: Self.self))
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print what a shared moment has, and how its code differs from that of this package.",
      discussion: """
        The differences are a patch from the files of this package to those of the file: `git apply` makes it the sharer's \
        code. Nothing is written by this command.

          hotloop share show moment.share --diff | git apply
        """)

    @Argument(help: "A file written by `hotloop ctl share`.")
    var file: String

    @Flag(help: "Print only the patch.")
    var diff = false

    @Option(name: .customLong("package"), help: "The folder of the package to compare with, or one below it.")
    var folder = "."

    func run() throws {
      InheritedState.failWritesWithoutSignals()
      let moment = try SharedMoment(file)
      let start = URL(fileURLWithPath: folder).standardizedFileURL.path
      let isInPackage = GamePackage.root(above: start) != nil
      if diff, !isInPackage {
        throw CommandError(
          "there is no Package.swift in \(start) or above, so there is nothing to compare with")
      }
      let differences: [SourceComparison.Difference]? =
        isInPackage
        ? try blocking {
          let root = GamePackage.root(above: start)
          let toolchain = try await Toolchain.find(cache: root.map { $0 + "/.hotloop" }, for: root)
          let package = try await GamePackage.find(from: start, toolchain: toolchain)
          return try await SourceComparison(moment.sources, with: package).differences
        } : nil
      if !diff { print(text(moment, differences)) }
      for difference in differences ?? [] {
        guard let patch = difference.patch else {
          if diff {
            notice("\(ForeignText.line(difference.path)) is not in the patch: \(difference.reason ?? "")")
          }
          continue
        }
        // A terminal would carry out what is in a text.
        print(isatty(STDOUT_FILENO) != 0 ? ForeignText.lines(patch.text) : patch.text, terminator: "")
      }
    }

    /// Each line but the first is set in: no text of the file can be taken for a patch.
    private func text(_ moment: SharedMoment, _ differences: [SourceComparison.Difference]?) -> String {
      let about = moment.about
      var lines = [
        "\(ForeignText.line(file)): \(ForeignText.line(about.game)), tick \(about.tick), \(about.date)",
        "  world: \(moment.world.bytes.count) bytes, generation \(about.generation), "
          + Self.words[about.place, default: "in an unknown state"],
        "  before it: \(about.ticks) ticks (\(about.seconds) s)",
        "  terminal: \(about.columns)x\(about.rows)",
        "  versions: \(ForeignText.line(about.hotloop)), contract \(about.contract), "
          + "\(ForeignText.line(about.compiler)), \(ForeignText.line(about.system))",
        "  sources: \(moment.sources.files.count) files, "
          + (moment.sources.commit.map { "commit \(ForeignText.line($0))" } ?? "no commit"),
      ]
      for changed in moment.sources.changed {
        let words = [
          changed.change?.rawValue ?? "there", changed.omission.map { "only its hash: \($0.rawValue)" },
        ]
        lines.append(
          "    \(ForeignText.line(changed.path)): \(words.compactMap(\.self).joined(separator: ", "))")
      }
      lines += about.notes.map { "  note: " + ForeignText.line($0) }
      guard let differences else {
        return (lines + ["  no package is here to compare the sources with"]).joined(separator: "\n")
      }
      lines.append(
        differences.isEmpty
          ? "  the sources are those of this package"
          : "  the sources of this package differ; from this package to the file:")
      for difference in differences {
        lines.append("    " + difference.event.text + (difference.reason.map { ": \($0)" } ?? ""))
      }
      return lines.joined(separator: "\n")
    }

    private static let words = [
      "now": "as it ran", "rewound": "an earlier tick that was gone back to",
      "looping": "in a stretch that was looped", "stopped": "stopped at a tick that could not be finished",
    ]
  }
}
