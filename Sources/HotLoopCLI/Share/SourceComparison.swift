import Engine
import GameBuilder
import HostSystem

/// How the sources of a shared moment differ from those of this clone.
struct SourceComparison {
  struct Difference {
    var path: String
    var kind: HostEvent.SourceDifference.Kind
    /// From this clone to the sharer's file; nil if one of the two texts is not there.
    var patch: UnifiedDiff?
    /// Why there is no patch.
    var reason: String?

    var event: HostEvent.SourceDifference {
      HostEvent.SourceDifference(
        path: ForeignText.line(path), kind: kind, added: patch?.added, removed: patch?.removed)
    }
  }

  /// Sorted by path.
  let differences: [Difference]

  /// Reads the files of this clone, and runs git and diff. Any thread but the loop's.
  /// - Parameter sources: every path of them was checked.
  init(_ sources: MomentSources, with package: GamePackage) async throws {
    differences = try await ScratchFolder.with("hotloop-share") { folder in
      let comparing = Comparing(
        sources: sources, root: package.root, git: GitFiles(root: package.root),
        prefix: await GitFiles(root: package.root).prefix(), folder: folder)
      var found: [Difference] = []
      for file in sources.files {
        if let difference = await comparing.difference(of: file) { found.append(difference) }
      }
      let shared = Set(sources.files.map(\.path))
      let known = try? await comparing.git.known()
      for path in package.authoredFiles where !shared.contains(path) && known?.contains(path) != false {
        found.append(await comparing.lack(of: path))
      }
      return found.sorted { $0.path < $1.path }
    }
  }
}

private struct Comparing {
  let sources: MomentSources
  let root: String
  let git: GitFiles
  /// Of the package in its repository.
  let prefix: String
  let folder: String

  /// - Returns: nil if there is none, or if the file is too large to be compared.
  func difference(of file: MomentSources.File) async -> SourceComparison.Difference? {
    let here = content(file.path)
    if file.change == .deleted { return here == nil ? nil : await lack(of: file.path) }
    guard let hash = file.hash else { return nil }
    if let here, ContentHash(of: here).hexadecimal == hash { return nil }
    var difference = SourceComparison.Difference(
      path: file.path, kind: here == nil ? .onlyThere : .changed)
    guard let text = await text(of: file, hash) else {
      difference.reason =
        file.omission.map { "the file has only its hash: it is \($0.rawValue)" }
        ?? "it is that of commit \(sources.commit?.prefix(12) ?? "?"), which this clone does not have"
      return difference
    }
    await difference.compare(here, text, prefix, folder)
    return difference
  }

  /// A file that the sharer does not have.
  func lack(of path: String) async -> SourceComparison.Difference {
    var difference = SourceComparison.Difference(path: path, kind: .onlyHere)
    await difference.compare(content(path), nil, prefix, folder)
    return difference
  }

  /// The sharer's text, which may be that of a commit that this clone has, too.
  private func text(of file: MomentSources.File, _ hash: String) async -> String? {
    if let text = file.text { return ContentHash(of: text).hexadecimal == hash ? text : nil }
    guard file.change == nil, let commit = sources.commit,
      let text = await git.text(of: file.path, at: commit), ContentHash(of: text).hexadecimal == hash
    else { return nil }
    return text
  }

  private func content(_ path: String) -> [UInt8]? {
    DiskFile.isFile(root + "/" + path) ? try? DiskFile.read(root + "/" + path) : nil
  }
}

extension SourceComparison.Difference {
  fileprivate mutating func compare(_ here: [UInt8]?, _ there: String?, _ prefix: String, _ folder: String)
    async
  {
    let old = here.flatMap { $0.contains(0) ? nil : String(validating: $0, as: UTF8.self) }
    guard here == nil || old != nil else {
      reason = "the one of this clone is binary"
      return
    }
    patch = await UnifiedDiff(of: prefix + path, from: old, to: there, in: folder)
    if patch == nil { reason = "the program diff cannot be run" }
  }
}
