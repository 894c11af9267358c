import Foundation

/// A value kept in a JSON file from one run to the next. It is a cache: if it cannot be read or written, the work is done
/// again.
public struct JSONRecord<Value: Codable>: Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  /// Nil if the file is missing, damaged, or written by a version with other fields.
  public func read() -> Value? {
    guard let bytes = try? DiskFile.read(path) else { return nil }
    return try? JSONDecoder().decode(Value.self, from: Data(bytes))
  }

  public func write(_ value: Value) {
    guard let data = try? JSONEncoder().encode(value) else { return }
    try? DiskFile.write(Array(data), to: path)
  }
}
