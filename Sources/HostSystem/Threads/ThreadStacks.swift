import CHostSystem
import Glibc

/// Finds which threads of this process are inside the code of given files, by proc(5).
///
/// The stack of a thread that waits in the kernel is searched for return addresses. A stack also contains old words, so one
/// finding is a suspicion; two of the same thread, some time apart, are good evidence. A thread that computes all the time is
/// interrupted by a signal; if it blocks that, it has no finding.
public enum ThreadStacks {
  public struct Finding: Sendable, Equatable {
    /// The kernel's number of the thread.
    public let thread: Int32
    /// The outermost file that it is in, and the address of the code it returns to, from the start of the mapped file.
    public let file: String
    public let address: UInt
    /// Addresses of the same file further inwards, outermost first. Old words may be among them.
    public var inner: [UInt] = []
  }

  private struct Mapping {
    let range: Range<UInt>
    let isCode: Bool
    let file: String
  }

  /// Bytes of a stack that are searched.
  private static let maxStackBytes: UInt = 1 << 20
  /// Addresses that a finding has at most besides the outermost one.
  private static let maxInner = 30
  /// How often a thread is looked at that does not wait in the kernel, and microseconds between two looks.
  private static let maxPasses = 100
  private static let passInterval: UInt32 = 1000

  /// All threads but the first of the process and the calling one. Takes a millisecond, and a tenth of a second for each
  /// thread that computes. Blocks.
  public static func findings(inFiles isWanted: (String) -> Bool) -> [Finding] {
    let mappings = readMappings()
    let code = mappings.filter { $0.isCode && isWanted($0.file) }
    guard !code.isEmpty, let names = DiskFile.names(in: "/proc/self/task") else { return [] }
    let memory = unsafe open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
    guard memory >= 0 else { return [] }
    defer { close(memory) }
    let own = host_thread_number()
    var waiting = names.compactMap { Int32($0) }.filter { $0 != getpid() && $0 != own }
    var findings: [Finding] = []
    for pass in 0..<maxPasses where !waiting.isEmpty {
      if pass > 0 { usleep(passInterval) }
      waiting.removeAll { thread in
        guard let stack = stackPointer(of: thread) else { return false }
        if let finding = finding(in: thread, at: stack, mappings, code, memory) { findings.append(finding) }
        return true
      }
    }
    for thread in waiting {
      var (stack, counter): (UInt, UInt) = (0, 0)
      guard unsafe host_thread_registers(thread, &stack, &counter) else { continue }
      // A function that was called by its thread alone has no caller's address on the stack.
      let innermost = finding(in: thread, ofCodeAt: counter, mappings, code)
      if var found = finding(in: thread, at: stack, mappings, code, memory) ?? innermost {
        if let innermost, innermost.file == found.file { found.inner.append(innermost.address) }
        findings.append(found)
      }
    }
    return findings.sorted { $0.thread < $1.thread }
  }

  private static func finding(
    in thread: Int32, at stack: UInt, _ mappings: [Mapping], _ code: [Mapping], _ memory: Int32
  ) -> Finding? {
    guard let area = mappings.first(where: { $0.range.contains(stack) }) else { return nil }
    let words = words(at: stack, count: min(area.range.upperBound - stack, maxStackBytes) / 8, in: memory)
    let all = words.reversed().lazy.compactMap { finding(in: thread, ofCodeAt: $0, mappings, code) }
    guard var found = all.first else { return nil }
    found.inner = all.dropFirst().filter { $0.file == found.file }.prefix(maxInner).map(\.address)
    return found
  }

  private static func finding(
    in thread: Int32, ofCodeAt address: UInt, _ mappings: [Mapping], _ code: [Mapping]
  ) -> Finding? {
    guard let file = code.first(where: { $0.range.contains(address) })?.file,
      let start = mappings.first(where: { $0.file == file })?.range.lowerBound
    else { return nil }
    return Finding(thread: thread, file: file, address: address - start)
  }

  /// Nil while the thread runs. The last two numbers are the stack pointer and the program counter.
  private static func stackPointer(of thread: Int32) -> UInt? {
    guard let line = try? DiskFile.readText("/proc/self/task/\(thread)/syscall") else { return nil }
    let parts = line.split(whereSeparator: \.isWhitespace)
    guard parts.count >= 3, parts[parts.count - 2].hasPrefix("0x") else { return nil }
    return UInt(parts[parts.count - 2].dropFirst(2), radix: 16)
  }

  /// Empty if the thread has ended meanwhile: a file of memory has no fault.
  private static func words(at address: UInt, count: UInt, in memory: Int32) -> [UInt] {
    unsafe [UInt](unsafeUninitializedCapacity: Int(count)) { buffer, filled in
      let bytes = unsafe pread(memory, buffer.baseAddress, Int(count) * 8, off_t(address))
      filled = max(0, bytes / 8)
    }
  }

  private static func readMappings() -> [Mapping] {
    guard let text = try? DiskFile.readText("/proc/self/maps") else { return [] }
    // `7f00-7f10 r-xp 00001000 08:01 42    /path with spaces.so`
    return text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
      guard parts.count >= 5 else { return nil }
      let bounds = parts[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      guard bounds.count == 2, bounds[0] < bounds[1] else {
        return nil
      }
      return Mapping(
        range: bounds[0]..<bounds[1], isCode: parts[1].contains("x"),
        file: parts.count > 5 ? String(parts[5].drop { $0 == " " }) : "")
    }
  }
}
