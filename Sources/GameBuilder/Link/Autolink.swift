import HostSystem
import Synchronization

/// The libraries that objects need, as the compiler recorded them in each. Any thread.
final class Autolink: Sendable {
  private let known = Mutex<[String: [String]]>([:])

  /// Linker arguments (`-lswiftGlibc`, …) in order of first appearance.
  /// - Parameters:
  ///   - objects: paths.
  ///   - isFinal: whether the object at a path never changes: then it is read once.
  func libraries(of objects: [String], isFinal: (String) -> Bool) throws -> [String] {
    var libraries: [String] = []
    for object in objects {
      for library in try self.libraries(of: object, isFinal: isFinal(object))
      where !libraries.contains(library) {
        libraries.append(library)
      }
    }
    return libraries
  }

  private func libraries(of object: String, isFinal: Bool) throws -> [String] {
    if isFinal, let found = known.withLock({ $0[object] }) { return found }
    let section = try ELFImage(bytes: DiskFile.read(object)).content(ofSection: ".swift1_autolink_entries")
    let found = (section ?? []).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    if isFinal { known.withLock { $0[object] = found } }
    return found
  }
}
