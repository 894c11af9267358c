/// Types of the standard library that mangled names abbreviate with a letter, so that dependency files do not name them.
/// (docs/ABI/Mangling.rst of the Swift project)
enum StandardTypes {
  /// Protocols, and types of raw values → the names of the requirements from which their associated types are inferred.
  static let requirements: [String: Set<String>] = [
    "AnyObject": [], "BitwiseCopyable": [], "Codable": [], "Comparable": [], "Copyable": [],
    "CustomDebugStringConvertible": [], "CustomStringConvertible": [], "Decodable": [], "Encodable": [],
    "Equatable": [], "Error": [], "Escapable": [],
    "Game": [
      "Action", "World", "afterReload", "beforeReload", "draw", "inspect", "mayReload", "migrate", "start",
      "step",
      "stop",
    ],
    "Hashable": [], "Int": [], "Int8": [], "Int16": [], "Int32": [], "Int64": [], "Sendable": [],
    "String": [],
    "UInt": [], "UInt8": [], "UInt16": [], "UInt32": [], "UInt64": [],
  ]

  static let unnamed: Set<String> = [
    "Array", "Bool", "Character", "ClosedRange", "DefaultIndices", "Dictionary", "Double", "Float", "Int",
    "ObjectIdentifier", "Optional", "Range", "Set", "String", "Substring", "UInt", "UnsafeBufferPointer",
    "UnsafeMutableBufferPointer", "UnsafeMutablePointer", "UnsafeMutableRawBufferPointer",
    "UnsafeMutableRawPointer", "UnsafePointer", "UnsafeRawBufferPointer", "UnsafeRawPointer",
    "BidirectionalCollection", "BinaryFloatingPoint", "BinaryInteger", "Collection", "Comparable",
    "Decodable",
    "Encodable", "Equatable", "FloatingPoint", "Hashable", "IteratorProtocol", "MutableCollection", "Numeric",
    "RandomAccessCollection", "RandomNumberGenerator", "RangeExpression", "RangeReplaceableCollection",
    "RawRepresentable", "Sequence", "SignedInteger", "StringProtocol", "Strideable", "UnsignedInteger",
    "Actor",
    "AsyncIteratorProtocol", "AsyncSequence", "CheckedContinuation", "Executor", "MainActor",
    "SerialExecutor",
    "Task", "TaskGroup", "ThrowingTaskGroup", "UnsafeContinuation", "UnsafeCurrentTask",
  ]
}
