import HostSystem
import Synchronization

/// The compilers and the linker that wait for the next build: starting one takes a tenth of the time from a save to the new
/// frame. Any thread.
final class StandbyTools: Sendable {
  /// One for each processor, but no more than four: each takes memory.
  static let compilerCount = min(BuildRun.processorCount, 4)

  /// File descriptors that they hold: each has both ends of its input, its output and its process; and all of them are
  /// waited for with two more.
  static let maxDescriptors = 4 * (compilerCount + 1) + 2 + WarmCompilers.maxDescriptors

  /// Nil if compilers never do a part of the work ahead.
  let warm: WarmCompilers?
  let stubs: StubLibraries
  private let waiting = Mutex<(compilers: [StandbyTool], linker: StandbyTool?)>(([], nil))

  init(stubs: StubLibraries, warm: WarmCompilers? = nil) {
    self.stubs = stubs
    self.warm = warm
  }

  /// Starts those that do not wait yet.
  /// - Parameter link: nil if it is not known, or if its linker cannot wait.
  func prepare(_ frontend: String, _ link: LinkCommand?, in folder: String) {
    waiting.withLock { waiting in
      waiting.compilers.removeAll { !$0.isAlive }
      while waiting.compilers.count < Self.compilerCount,
        let next = StandbyTool(frontend, ["-frontend"], in: folder)
      {
        waiting.compilers.append(next)
      }
      if waiting.linker?.isAlive != true {
        waiting.linker = link.flatMap { link in
          link.emulation == [] ? nil : StandbyTool(link.linker, link.emulation, in: folder)
        }
      }
    }
  }

  /// The next compiler.
  func takeCompiler() -> StandbyTool? { waiting.withLock { $0.compilers.popLast() } }

  func takeLinker() -> StandbyTool? {
    waiting.withLock { waiting in
      defer { waiting.linker = nil }
      return waiting.linker
    }
  }

  /// Ends them.
  func end() async {
    waiting.withLock { $0 = ([], nil) }
    await warm?.end()
  }
}
