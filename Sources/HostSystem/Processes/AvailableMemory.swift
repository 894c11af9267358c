import Foundation

/// The memory that this process can still use.
public enum AvailableMemory {
  /// Bytes that can be used before the system must swap or end processes, by the kernel's estimate, and within the limit of
  /// this process's control group; nil if the system does not tell.
  public static func bytes() -> Int? {
    [ofSystem, ofControlGroup].compactMap { $0 }.min()
  }

  private static var ofSystem: Int? {
    guard let text = text(of: "/proc/meminfo") else { return nil }
    // `MemAvailable:   23384 kB`
    for line in text.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
      return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
    }
    return nil
  }

  /// Nil if there is no limit, which the file then says with a word.
  private static var ofControlGroup: Int? {
    // `0::/user.slice/session.scope`
    guard
      let group = text(of: "/proc/self/cgroup")?.split(separator: "\n").first(where: { $0.hasPrefix("0::") })
    else { return nil }
    let folder = "/sys/fs/cgroup" + group.dropFirst(3)
    guard let limit = number(in: folder + "/memory.max"), let used = number(in: folder + "/memory.current")
    else { return nil }
    return max(0, limit - used)
  }

  private static func number(in path: String) -> Int? {
    text(of: path).flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }

  private static func text(of path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}
