import Glibc
import Synchronization

/// The descriptors that this process holds, so that it can be found out whether other code closed one. Any thread.
public enum HeldDescriptors {
  private struct File: Equatable {
    let device: UInt
    let number: UInt

    /// Nil if it is not open.
    init?(_ descriptor: Int32) {
      var status = stat()
      guard unsafe fstat(descriptor, &status) == 0 else { return nil }
      device = UInt(status.st_dev)
      number = UInt(status.st_ino)
    }
  }

  private static let held = Mutex<[Int32: File]>([:])

  /// - Parameter descriptor: open, until ``forget(_:)``.
  public static func note(_ descriptor: Int32) {
    guard let file = File(descriptor) else { return }
    held.withLock { $0[descriptor] = file }
  }

  /// Called before it is closed.
  public static func forget(_ descriptor: Int32) { held.withLock { $0[descriptor] = nil } }

  /// Those that are closed, or are another file now.
  public static func lost() -> [Int32] {
    held.withLock { held in held.filter { File($0.key) != $0.value }.keys.sorted() }
  }
}
