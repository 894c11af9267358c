/// What a process has acquired that others may wait for. Ports, locks on files and devices are free only when it has ended,
/// and the kernel needs milliseconds to remove a process.
public struct HeldResources: Sendable {
  private let earlier: [String: String]

  /// Remembers what this process holds at present.
  public init() { earlier = Self.descriptors }

  /// Whether this process has acquired nothing since.
  ///
  /// Descriptors of pipes and of memory do not count: nobody waits for them. A process that this one has started counts.
  public var isEmpty: Bool {
    Self.descriptors.allSatisfy { earlier[$0] == $1 || Self.isPrivate($1) } && !Self.hasChildren
  }

  /// Number → what it is of.
  private static var descriptors: [String: String] {
    var targets: [String: String] = [:]
    for name in DiskFile.names(in: "/proc/self/fd") ?? [] {
      // Without the one with which the folder was read.
      targets[name] = DiskFile.link("/proc/self/fd/" + name)
    }
    return targets
  }

  private static func isPrivate(_ target: String) -> Bool {
    target == "/dev/null" || ["pipe:", "anon_inode:", "/memfd:"].contains { target.hasPrefix($0) }
  }

  /// True also if the kernel does not tell.
  private static var hasChildren: Bool {
    guard let threads = DiskFile.names(in: "/proc/self/task") else { return true }
    return threads.contains { thread in
      let folder = "/proc/self/task/" + thread
      if let children = try? DiskFile.read(folder + "/children") { return !children.isEmpty }
      // Or the thread has ended.
      return DiskFile.exists(folder)
    }
  }
}
