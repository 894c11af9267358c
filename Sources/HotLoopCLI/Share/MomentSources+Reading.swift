import GameBuilder
import HostSystem

extension MomentSources {
  /// Bytes of all texts. The file would be refused by a reader if they were more.
  private static let maxTexts = 24 << 20

  /// Reads the files of a package. Not on the loop's thread: git runs, and all files are read.
  static func read(_ package: GamePackage) async -> MomentSources {
    do throws(GitFiles.Problem) {
      return try await readRepository(package)
    } catch {
      var sources = MomentSources(commit: nil, problem: error.reason, files: [])
      for path in package.authoredFiles {
        sources.append(File(path, in: package.root, change: nil, takesText: true))
      }
      return sources
    }
  }

  private static func readRepository(_ package: GamePackage) async throws(GitFiles.Problem) -> MomentSources {
    let git = GitFiles(root: package.root)
    let commit = try await git.commit()
    let known = try await git.known()
    guard known.contains("Package.swift") else {
      throw GitFiles.Problem(reason: "the git repository around it ignores the package")
    }
    let (changes, committed) = (try await git.changes(), try await git.committed())
    var sources = MomentSources(commit: commit, problem: nil, files: [])
    for path in package.authoredFiles where known.contains(path) {
      let change = changes[path] ?? (committed.contains(path) ? nil : .added)
      sources.append(File(path, in: package.root, change: change, takesText: change != nil))
    }
    for (path, change) in changes where change == .deleted && package.isAuthored(path) {
      sources.files.append(File(path: path, change: .deleted, hash: nil, bytes: 0))
    }
    sources.files.sort { $0.path < $1.path }
    return sources
  }

  private mutating func append(_ file: File?) {
    guard var file else { return }
    if let text = file.text,
      files.reduce(text.utf8.count, { $0 + ($1.text?.utf8.count ?? 0) }) > Self.maxTexts
    {
      file.text = nil
      file.omission = .large
    }
    files.append(file)
  }
}
