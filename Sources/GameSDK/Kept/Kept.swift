/// Values that are created once and kept outside the world: a noise texture, a decoded map, a navigation mesh, a cache.
///
///     let noise = try Kept.create("noise", of: Float.self, count: 256 * 256) { noise in
///       for index in noise.indices { noise[index] = value(at: index) }
///     }
///     let level = try Kept.create("level") { Level(decoding: file) }
///
/// The first `create` of a key makes the value; later ones return it, in this build and in the next ones, also after a
/// rollback, an undone tick and the death of the host. It ends with the run. Its code is not run again because it was
/// edited: ``rewrite(_:fileID:line:_:)`` replaces a value, ``delete(_:fileID:)`` and `hotloop ctl kept delete` end it.
///
/// **Keys.** A key is unique in a module of the game: 1 to 200 bytes of UTF-8 without control characters.
///
/// **Types.** `BitwiseCopyable` types and arrays of them, without pointers: another process may continue the run. A value whose type
/// has other fields than before, by name, type and place, or that has another count, is created again; see ``Change``.
///
/// **Determinism.** Kept values are not part of the world, of saved worlds and of recordings. A value that `step` reads must
/// depend on its key alone: rewinding and replays create it again. The host's check of determinism finds values that
/// do not.
///
/// **Errors.** All throw a ``KeptError`` if the value cannot be kept, such as for lack of memory: all values of a run together
/// have at most 1 GiB. What the closure throws is thrown; nothing is kept then, nor if it crashes.
///
/// **Threads.** Any thread, any time after the first callback has begun. The closure runs on the caller's thread, within its time
/// limit if that is a callback, and in a build's trial, too, if the value is new: what a trial creates is dropped.
public enum Kept {
  /// What becomes of a value whose type has changed since it was created.
  public enum Change: Sendable {
    /// It ends, and is created again.
    case recreate
    /// Its elements get the values of the fields with the same names, as a world does. Only C structs with the same count;
    /// everything else is created again.
    case migrate
  }

  /// Returns the value of a key, which is created at the first use.
  ///
  /// - Parameters:
  ///   - key: The key, unique in the module.
  ///   - change: What to do with a value whose type has changed.
  ///   - fileID: The file that creates it; leave it out.
  ///   - line: The line there; leave it out.
  ///   - make: Makes the value.
  /// - Returns: A copy of the value.
  public static func create<Value: BitwiseCopyable>(
    _ key: String, onChange change: Change = .recreate, fileID: StaticString = #fileID, line: UInt = #line,
    _ make: () throws -> Value
  ) throws -> Value {
    let slot = KeptSlot(key, fileID, line, change)
    if let kept = try slot.find(Value.self, count: nil) { return kept[0] }
    return try slot.publish(Value.self, count: nil, replacing: false) { $0[0] = try make() }[0]
  }

  /// Returns the array of a key, which is created at the first use.
  ///
  /// - Parameters:
  ///   - key: The key, unique in the module.
  ///   - type: The type of its elements.
  ///   - count: The number of elements.
  ///   - change: What to do with an array whose elements' type has changed.
  ///   - fileID: The file that creates it; leave it out.
  ///   - line: The line there; leave it out.
  ///   - fill: Fills the elements, all of whose bytes are zero before.
  /// - Returns: The elements, which cannot be changed.
  public static func create<Element: BitwiseCopyable>(
    _ key: String, of type: Element.Type, count: Int, onChange change: Change = .recreate,
    fileID: StaticString = #fileID, line: UInt = #line, _ fill: (inout MutableSpan<Element>) throws -> Void
  ) throws -> KeptArray<Element> {
    let slot = KeptSlot(key, fileID, line, change)
    if let kept = try slot.find(type, count: count) { return kept }
    return try slot.publish(type, count: count, replacing: false, fill)
  }

  /// Makes the value of a key anew, whether or not there is one.
  ///
  /// - Parameters:
  ///   - key: The key, unique in the module.
  ///   - fileID: The file that creates it; leave it out.
  ///   - line: The line there; leave it out.
  ///   - make: Makes the value. Until it returns, the earlier one is found.
  /// - Returns: A copy of the value.
  @discardableResult
  public static func rewrite<Value: BitwiseCopyable>(
    _ key: String, fileID: StaticString = #fileID, line: UInt = #line, _ make: () throws -> Value
  ) throws -> Value {
    try KeptSlot(key, fileID, line, .recreate).publish(Value.self, count: nil, replacing: true) {
      $0[0] = try make()
    }[0]
  }

  /// Makes the array of a key anew, whether or not there is one.
  ///
  /// An array of before, which the game still has, stays as it was.
  ///
  /// - Parameters:
  ///   - key: The key, unique in the module.
  ///   - type: The type of its elements.
  ///   - count: The number of elements.
  ///   - fileID: The file that creates it; leave it out.
  ///   - line: The line there; leave it out.
  ///   - fill: Fills the elements, all of whose bytes are zero before. Until it returns, the earlier array is found.
  /// - Returns: The elements, which cannot be changed.
  @discardableResult
  public static func rewrite<Element: BitwiseCopyable>(
    _ key: String, of type: Element.Type, count: Int, fileID: StaticString = #fileID, line: UInt = #line,
    _ fill: (inout MutableSpan<Element>) throws -> Void
  ) throws -> KeptArray<Element> {
    try KeptSlot(key, fileID, line, .recreate).publish(type, count: count, replacing: true, fill)
  }

  /// Ends the value of a key. The next `create` makes it again.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - fileID: A file of the module whose key it is; leave it out.
  /// - Returns: Whether there was one.
  @discardableResult
  public static func delete(_ key: String, fileID: StaticString = #fileID) -> Bool {
    Host.keptDelete(KeptSlot.module(of: fileID), key)
  }
}

/// Why a value cannot be kept.
public struct KeptError: Error, CustomStringConvertible, Sendable {
  /// What happened, and what to do about it.
  public let description: String
}
