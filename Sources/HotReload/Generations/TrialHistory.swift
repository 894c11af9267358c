import Foundation
import HostSystem
import Synchronization

/// What became of the builds of this game, by the hash of their sources, in this run and in earlier ones. An image that is
/// found on disk is played without a trial only if its source passed one. Any thread.
public final class TrialHistory: Sendable {
  enum Verdict: Codable, Equatable, Sendable {
    case passed
    /// A trial rejected it, or a call of it crashed. It may run again if another trial accepts it.
    case failed
    /// It ended a host. It may not run again unless a rebuild is requested.
    case endedHost(reason: String)
  }

  private struct Entry: Codable {
    let sourceHash: String
    /// Nil for all images of the source.
    let isOptimised: Bool?
    let verdict: Verdict
  }

  /// The oldest are forgotten: a build without an entry is tried again.
  private static let maxEntries = 500

  private let file: JSONRecord<[Entry]>?
  private let entries: Mutex<[Entry]>

  /// - Parameter path: the file that keeps it for later runs; nil for none.
  public init(path: String?) {
    file = path.map { JSONRecord(path: $0) }
    entries = Mutex(file?.read() ?? [])
  }

  /// - Parameter isOptimised: which images of the source it is about; nil for all.
  func record(_ verdict: Verdict, sourceHash: String, isOptimised: Bool? = nil) {
    entries.withLock { entries in
      let last = entries.last { $0.sourceHash == sourceHash && $0.isOptimised == isOptimised }
      if last?.verdict == verdict { return }
      entries.removeAll {
        $0.sourceHash == sourceHash && (isOptimised == nil || $0.isOptimised == isOptimised)
      }
      entries.append(Entry(sourceHash: sourceHash, isOptimised: isOptimised, verdict: verdict))
      entries.removeFirst(max(0, entries.count - Self.maxEntries))
      file?.write(entries)
    }
  }

  /// The newest verdict on an image; nil if there is none.
  func verdict(sourceHash: String, isOptimised: Bool) -> Verdict? {
    entries.withLock { entries in
      entries.last { $0.sourceHash == sourceHash && $0.isOptimised ?? isOptimised == isOptimised }?.verdict
    }
  }

  /// Why an image may not run; nil if it may.
  func reasonAgainst(sourceHash: String, isOptimised: Bool) -> String? {
    guard case .endedHost(let reason) = verdict(sourceHash: sourceHash, isOptimised: isOptimised) else {
      return nil
    }
    return reason
  }

  /// Forgets what speaks against a source: the player wants it to be tried again.
  func pardon(sourceHash: String) {
    entries.withLock { entries in
      let count = entries.count
      entries.removeAll { $0.sourceHash == sourceHash && $0.verdict != .passed }
      if entries.count != count { file?.write(entries) }
    }
  }
}
