import ArgumentParser
import Engine
import Foundation
import GameBuilder
import HostSystem
import HotReload
import TerminalRenderer
import WorldState

/// `hotloop doctor`: reports what is missing or odd on this machine, and what to do about it.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Report what is missing or odd: toolchain, package, terminal, permissions.",
    discussion: """
      The exit status is 1 if something prevents playing, unless that is only the terminal: without one, headless runs \
      still work. With --json, each line has `verdict` (good, odd or bad), `subject` and `text`.
      """)

  @Flag(help: "Print one line of JSON for each finding.")
  var json = false

  @Option(name: .customLong("package"), help: "The folder of the package to check, or one below it.")
  var folder = "."

  func run() throws {
    let findings = try Checks(folder: URL(fileURLWithPath: folder).standardizedFileURL.path).findings()
    for finding in findings { print(json ? finding.json.line : "\(finding)") }
    if findings.contains(where: { $0.verdict == .bad && $0.subject != Finding.terminal }) {
      throw ExitCode(1)
    }
  }
}

/// The result of one check.
struct Finding: CustomStringConvertible {
  enum Verdict: String {
    case good, odd, bad

    var mark: String {
      switch self {
      case .good: "ok  "
      case .odd: "odd "
      case .bad: "BAD "
      }
    }
  }

  static let terminal = "terminal"

  var verdict: Verdict
  var subject: String
  var text: String
  var description: String {
    verdict.mark + " " + subject.padding(toLength: 12, withPad: " ", startingAt: 0) + " " + text
  }

  var json: JSONValue {
    ["verdict": .string(verdict.rawValue), "subject": .string(subject), "text": .string(text)]
  }
}

/// Checks everything that playing needs.
private struct Checks {
  let folder: String

  func findings() throws -> [Finding] {
    try toolchainAndPackage() + terminal() + limits() + [instances(), largeWorlds(), gif()]
  }

  private func toolchainAndPackage() throws -> [Finding] {
    let folder = folder
    let toolchain: Toolchain
    do {
      toolchain = try blocking { try await Toolchain.find(for: GamePackage.root(above: folder)) }
    } catch {
      return [Finding(verdict: .bad, subject: "toolchain", text: "\(error)")]
    }
    var result = [
      Finding(verdict: .good, subject: "toolchain", text: "\(toolchain.version), \(toolchain.programs)")
    ]
    result.append(
      toolchain.lld.map { Finding(verdict: .good, subject: "linker", text: $0) }
        ?? Finding(
          verdict: .odd, subject: "linker",
          text: "no lld in the toolchain; linking is slower with the system's linker"))
    do {
      let package = try blocking { try await GamePackage.find(from: folder, toolchain: toolchain) }
      result.append(Finding(verdict: .good, subject: "package", text: "\(package.name) in \(package.root)"))
      let sources = package.targets.map(\.folder).joined(separator: ", ")
      result.append(Finding(verdict: .good, subject: "game", text: "target Game; watched: \(sources)"))
      result += unseenChanges(package)
      result.append(assets(package))
      result.append(keys(package))
      result.append(control(package))
    } catch {
      result.append(Finding(verdict: .bad, subject: "package", text: "\(error)"))
    }
    return result
  }

  private func unseenChanges(_ package: GamePackage) -> [Finding] {
    WatchedTrees(package: package).unseen.map { folder, fileSystem in
      Finding(
        verdict: .odd, subject: "saves",
        text:
          "\(folder) is on \(fileSystem), which does not report all changes; saves are looked for four times a second"
      )
    }
  }

  private func assets(_ package: GamePackage) -> Finding {
    FileManager.default.fileExists(atPath: package.assets)
      ? Finding(verdict: .good, subject: "assets", text: package.assets)
      : Finding(
        verdict: .odd, subject: "assets",
        text: "there is no folder \(package.assets); the game has no assets and no key bindings")
  }

  private func keys(_ package: GamePackage) -> Finding {
    let path = package.assets + "/" + KeyBinder.path
    guard let data = FileManager.default.contents(atPath: path) else {
      return Finding(
        verdict: .odd, subject: "keys", text: "there is no \(path); only the host's own keys work")
    }
    do {
      try KeyBindingsFile(name: "assets/" + KeyBinder.path, text: String(decoding: data, as: UTF8.self))
        .checkSyntax()
      return Finding(verdict: .good, subject: "keys", text: path)
    } catch {
      return Finding(verdict: .bad, subject: "keys", text: "\(error)")
    }
  }

  private func control(_ package: GamePackage) -> Finding {
    let path = package.state + "/control.sock"
    if (try? UnixSocket.connect(path: path)) != nil {
      return Finding(
        verdict: .odd, subject: "host",
        text: "a hotloop is running in this package; control it with `hotloop ctl`")
    }
    return Finding(
      verdict: .good, subject: "host",
      text: "none is running in this package; state is kept in \(package.state)")
  }

  private func terminal() -> [Finding] {
    do {
      let terminal = try NcursesTerminal.examine()
      var result = [
        Finding(verdict: .good, subject: Finding.terminal, text: "\(terminal.name): \(terminal.summary)")
      ]
      if !terminal.showsUnicode {
        result.append(
          Finding(
            verdict: .odd, subject: "locale",
            text: "not UTF-8, so pictures are ASCII. Set LC_ALL=C.UTF-8 or another UTF-8 locale"))
      }
      let isSmall = terminal.size.columns < 80 || terminal.size.rows < 24
      result.append(
        Finding(
          verdict: isSmall ? .odd : .good, subject: "size",
          text: "\(terminal.size)" + (isSmall ? "; a game may want 80×24" : "")))
      return result
    } catch {
      return [Finding(verdict: .bad, subject: Finding.terminal, text: "\(error)")]
    }
  }

  private func limits() -> [Finding] {
    let path = "/proc/sys/fs/inotify/max_user_watches"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8),
      let watches = Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
    else {
      return [Finding(verdict: .bad, subject: "inotify", text: "\(path) cannot be read; saves may be missed")]
    }
    return watches < 1024
      ? [
        Finding(
          verdict: .odd, subject: "inotify",
          text: "only \(watches) watches; raise it with: sysctl fs.inotify.max_user_watches=524288")
      ]
      : [Finding(verdict: .good, subject: "inotify", text: "\(watches) watches")]
  }

  /// Whether folders can be watched at all, and who uses what is shared with the user's other programs.
  private func instances() -> Finding {
    let usage = INotify.instancesByProgram()
    let list = usage.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(4)
      .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    let limit = INotify.instanceLimit.map(String.init) ?? "an unknown number"
    let text =
      "\(usage.values.reduce(0, +)) of \(limit) instances are in use\(list.isEmpty ? "" : " (\(list))")"
    do {
      _ = try INotify()
      return Finding(verdict: .good, subject: "instances", text: text)
    } catch {
      return Finding(verdict: .odd, subject: "instances", text: "\(INotify.shortage(error)); \(text)")
    }
  }

  /// Optional: nothing else needs them.
  private func gif() -> Finding {
    let missing = GIFProgram.missing()
    return missing.isEmpty
      ? Finding(
        verdict: .good, subject: "gif",
        text: GIFProgram.all.compactMap { $0.path() }.joined(separator: ", "))
      : Finding(
        verdict: .odd, subject: "gif",
        text: "hotloop replay --gif, which is optional, needs programs; \(GIFProgram.advice(on: missing))")
  }

  private func largeWorlds() -> Finding {
    WorldCheckpoint.isWatchedByKernel
      ? Finding(verdict: .good, subject: "large worlds", text: "the kernel tracks writes to them")
      : Finding(
        verdict: .odd, subject: "large worlds",
        text:
          "no userfaultfd(2) of Linux 6.7, or it is not allowed here; ticks of worlds above 2 MiB cost a little more"
      )
  }
}
