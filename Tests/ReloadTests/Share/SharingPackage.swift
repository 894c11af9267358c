import Foundation

/// The test package under version control, and without when it is released.
final class SharingPackage {
  let package: TestPackage
  let file = "moment.share"

  init(isRepository: Bool = true) throws {
    package = try TestPackage()
    clean()
    guard isRepository else { return }
    try package.save(
      ".gitignore", ".build\n.hotloop\n*.share\n*.run\n*.fifo\nPackage.resolved\nGame/Secret.swift\n")
    try git("init -q && git add -A && git commit -q -m first")
  }

  deinit { clean() }

  private func clean() {
    _ = try? package.shell("rm -rf .git .gitignore *.share share.run Game/Secret.swift Game/Added.swift")
  }

  @discardableResult
  func git(_ arguments: String) throws -> String {
    let name = "-c user.name=A -c user.email=a@example.com"
    let words = arguments.replacing("git commit", with: "git \(name) commit")
    let (status, output) = try package.shell("git \(words)")
    guard status == 0 else { throw TestFailure("git \(arguments): \(output)") }
    return output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Plays until some ticks have run, pauses, and shares that moment.
  /// - Parameter isRecorded: whether the ticks are recorded to a file, as they always are in a terminal.
  /// - Returns: the answer.
  func share(after ticks: Int = 130, isRecorded: Bool = true) throws -> [String: Any] {
    let run = try HeadlessRun(package, isRecorded ? "--record" : "--history", isRecorded ? "share.run" : "64")
    while try package.world("distance") < ticks { poll(nil, 0, 20) }
    try package.ctl("pause")
    let answer = try package.ctl("share \(file)")
    run.end()
    return answer
  }

  /// Plays the shared moment.
  /// - Returns: the run, and the event of its begin.
  func open(_ options: String = "--no-optimise") throws -> (HeadlessRun, EventStream.Event) {
    let run = try HeadlessRun(package, "--from", file, options, waitsForFrame: false)
    return (run, try run.events.next("moment-opened"))
  }
}
