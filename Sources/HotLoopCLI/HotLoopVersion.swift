import Foundation
import HostSystem

/// Which HotLoop this is.
enum HotLoopVersion {
  /// `hotloop 3f9c2ab`, with the commit; `-dirty` is added if the clone has other changes.
  static var text: String { "hotloop " + (installed ?? ofClone ?? "of an unknown commit") }

  /// What `make install` wrote.
  private static var installed: String? {
    let program = DiskFile.real("/proc/self/exe") ?? "/"
    let prefix = PathText.folder(of: PathText.folder(of: program))
    guard let text = try? DiskFile.readText(prefix + "/share/hotloop/version") else { return nil }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The commit of the clone that this program was built in.
  private static var ofClone: String? {
    guard let clone = HotLoopClone.ofProgram else { return nil }
    return try? blocking { await SourceRevision.describe(clone, digits: 7) }
  }
}
