import CommandOptions
import Foundation
import HostSystem

/// The files of a package at another revision of its git repository, in `.hotloop/revisions`, with what was built from them.
struct RevisionFolder {
  /// Others are removed.
  private static let maxRevisions = 3

  /// Of the package in it.
  let package: String

  /// - Parameters:
  ///   - revision: as git takes it, such as HEAD~1, a branch or a tag.
  ///   - root: the folder of the package.
  init(_ revision: String, of root: String) async throws {
    let commit = try await Self.git(["rev-parse", "--verify", "--quiet", revision + "^{commit}"], in: root) {
      "git knows no revision '\(revision)' in \(root)"
    }
    let prefix = try await Self.git(["rev-parse", "--show-prefix"], in: root) {
      "\(root) is in no git repository"
    }
    let folder = root + "/.hotloop/revisions"
    let files = folder + "/" + commit
    if !DiskFile.exists(files) {
      let temporary = files + ".\(getpid()).tmp"
      let script = """
        mkdir -p "$2" && cd "$(git rev-parse --show-toplevel)" && git archive "$1" | tar -x -C "$2"
        """
      let result = try await ToolRun.run("/bin/sh", ["-c", script, "sh", commit, temporary], in: root)
      guard result.succeeded else {
        throw CommandError("revision \(revision) cannot be copied to \(folder): \(result.text)")
      }
      try DiskFile.rename(temporary, to: files)
    }
    Self.prune(folder, keeping: commit)
    package = prefix.isEmpty ? files : files + "/" + prefix.dropLast()
  }

  private static func git(
    _ words: [String], in root: String, _ problem: () -> String
  ) async throws -> String {
    let result = try await ToolRun.run("/usr/bin/env", ["git", "-C", root] + words, in: root)
    guard result.succeeded else { throw CommandError(problem()) }
    return String(result.text.prefix { !$0.isNewline })
  }

  /// Removes the revisions that were not used for the longest time.
  private static func prune(_ folder: String, keeping commit: String) {
    _ = unsafe utimes(folder + "/" + commit, nil)
    let others = (DiskFile.names(in: folder) ?? []).filter { $0 != commit && !$0.hasSuffix(".tmp") }
      .sorted {
        DiskFile.modificationTime(folder + "/" + $0) ?? 0 > DiskFile.modificationTime(folder + "/" + $1) ?? 0
      }
    for name in others.dropFirst(maxRevisions - 1) {
      try? FileManager.default.removeItem(atPath: folder + "/" + name)
    }
  }
}
