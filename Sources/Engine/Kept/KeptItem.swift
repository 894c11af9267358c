/// A kept value, in lists.
public struct KeptItem: Sendable, Equatable {
  public var name: KeptName
  /// The type of an element.
  public var typeName: String
  /// The number of elements; nil for a single value.
  public var count: Int?
  public var bytes: Int
  /// Seconds since it was created, or rewritten.
  public var age: Double
  /// The generation that created it, or rewrote it.
  public var generation: UInt64
  /// Where, such as `Game/Map.swift`, and the line from 1.
  public var file: String
  public var line: Int

  /// `float[4096]`, `NavMesh`.
  public var type: String { count.map { "\(typeName)[\($0)]" } ?? typeName }

  /// `3 s`, `12 min`, `2 h`.
  public static func ageText(_ seconds: Double) -> String {
    switch seconds {
    case ..<100: "\(Int(seconds)) s"
    case ..<6000: "\(Int(seconds / 60)) min"
    default: "\(Int(seconds / 3600)) h"
    }
  }

  /// `12 bytes`, `64 KiB`, `3 MiB`, rounded up.
  public static func sizeText(_ bytes: Int) -> String {
    switch bytes {
    case ..<1024: "\(bytes) bytes"
    case ..<(1 << 20): "\((bytes + 1023) >> 10) KiB"
    default: "\((bytes + (1 << 20) - 1) >> 20) MiB"
    }
  }

  /// The members of its JSON.
  public var json: JSONValue {
    var members: [String: JSONValue] = [
      "module": .string(name.module), "key": .string(name.key), "type": .string(typeName),
      "bytes": .integer(Int64(bytes)), "age": .number(age), "generation": .unsigned(generation),
      "file": .string(file), "line": .integer(Int64(line)),
    ]
    if let count { members["count"] = .integer(Int64(count)) }
    return .object(members)
  }
}

/// Why a kept value is not deleted.
public enum KeptSelectionError: Error, Equatable, CustomStringConvertible {
  case unknown(String, known: [String])
  case ambiguous(String, [String])

  public var description: String {
    switch self {
    case .unknown(let text, let known):
      "there is no kept value '\(text)'"
        + (known.isEmpty ? "; there is none at all" : "; there are \(known.joined(separator: ", "))")
    case .ambiguous(let text, let names):
      "'\(text)' may be \(names.joined(separator: " or ")); name the module, too"
    }
  }
}

extension [KeptItem] {
  /// The value that is meant by its key, or by module and key.
  public func named(_ text: String) throws(KeptSelectionError) -> KeptName {
    let exact = filter { $0.name.description == text }
    let found = exact.isEmpty ? filter { $0.name.key == text } : exact
    if found.count > 1 { throw .ambiguous(text, found.map(\.name.description)) }
    guard let one = found.first else { throw .unknown(text, known: map(\.name.description)) }
    return one.name
  }
}
