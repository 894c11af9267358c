import HostSystem

/// A kept value with its bytes, which never change.
struct KeptValue: Sendable {
  var name: KeptName
  var shape: KeptShape
  var origin: KeptOrigin
  let block: MappedBlock
  /// Of the bytes.
  var hash: UInt64
}

/// Who created a kept value, and when.
struct KeptOrigin: Codable, Sendable {
  var generation: UInt64
  var file: String
  var line: Int
  /// CLOCK_MONOTONIC, ns: a run ends with the system, at the latest.
  var time: UInt64
}
