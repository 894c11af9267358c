import HostSystem

/// What git knows of the files of a package. Each call runs git.
struct GitFiles {
  /// Why git cannot say anything.
  struct Problem: Error { let reason: String }

  /// The folder of the package.
  let root: String

  /// The commit that is checked out.
  func commit() async throws(Problem) -> String {
    guard let inside = await run(["rev-parse", "--is-inside-work-tree"]) else {
      throw Problem(reason: "git is not installed, or this is no git repository")
    }
    guard inside.hasPrefix("true") else { throw Problem(reason: "this is no git repository") }
    guard let commit = await run(["rev-parse", "--verify", "HEAD^{commit}"]) else {
      throw Problem(reason: "the git repository has no commit yet")
    }
    return String(commit.prefix { !$0.isNewline })
  }

  /// The path of the package in its repository, with a slash at its end; empty if it is the repository, or in none.
  func prefix() async -> String {
    await run(["rev-parse", "--show-prefix"]).map { String($0.prefix { !$0.isNewline }) } ?? ""
  }

  /// The files that git tracks or would add: all but those that it ignores. Relative to the package.
  func known() async throws(Problem) -> Set<String> {
    guard let names = await run(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "."])
    else { throw Problem(reason: "git cannot list the files") }
    return Set(names.split(separator: "\0").map(String.init))
  }

  /// The files that differ from the commit; those that it does not have yet are left out.
  func changes() async throws(Problem) -> [String: MomentSources.Change] {
    let words = [
      "diff", "--name-status", "-z", "--no-renames", "--no-ext-diff", "--relative", "HEAD", "--", ".",
    ]
    guard let output = await run(words) else { throw Problem(reason: "git cannot compare the files") }
    let parts = output.split(separator: "\0").map(String.init)
    var changes: [String: MomentSources.Change] = [:]
    for index in stride(from: 0, to: parts.count - 1, by: 2) {
      changes[parts[index + 1]] =
        switch parts[index] {
        case "A": .added
        case "D": .deleted
        default: .modified
        }
    }
    return changes
  }

  /// The files of the commit. Relative to the package.
  func committed() async throws(Problem) -> Set<String> {
    guard let names = await run(["ls-tree", "-r", "-z", "--name-only", "HEAD", "--", "."]) else {
      throw Problem(reason: "git cannot list the files of the commit")
    }
    return Set(names.split(separator: "\0").map(String.init))
  }

  /// A file at a commit; nil if this clone does not have it.
  /// - Parameter commit: may come from somebody else, as may the path.
  func text(of path: String, at commit: String) async -> String? {
    guard [40, 64].contains(commit.utf8.count), commit.allSatisfy(\.isHexDigit), ForeignText.isPath(path)
    else { return nil }
    return await run(["cat-file", "blob", "\(commit):./\(path)"])
  }

  /// - Returns: what git prints; nil if it fails.
  private func run(_ words: [String]) async -> String? {
    // What git says about its own affairs must not get between the names.
    let arguments = ["-c", "exec git \"$@\" 2>/dev/null", "git", "-C", root] + words
    guard let result = try? await ToolRun.run("/bin/sh", arguments, in: root), result.succeeded else {
      return nil
    }
    return result.text
  }
}
