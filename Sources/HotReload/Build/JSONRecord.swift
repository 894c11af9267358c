import Foundation

/// A value kept in a JSON file from one run to the next. It only saves work: where it cannot be read or
/// written, the work is done again.
struct JSONRecord<Value: Codable> {
  let path: String

  /// Nil where the file is missing, damaged, or from a version with other fields.
  func read() -> Value? {
    guard let bytes = try? DiskFile.read(path) else { return nil }
    return try? JSONDecoder().decode(Value.self, from: Data(bytes))
  }

  func write(_ value: Value) {
    guard let data = try? JSONEncoder().encode(value) else { return }
    try? DiskFile.write(Array(data), to: path)
  }
}
