/// The variables of a library that matter to a reload.
@safe struct LibraryVariables: @unchecked Sendable {
  /// The names of its static and global variables, such as `Stats.shots`, which a reload resets; without those of GameSDK. See
  /// `StaticVariables`.
  var reset: [String] = []
  /// The functions that initialise its variables with reload handlers. See `HandlerVariables`.
  var handlers: [UnsafeRawPointer] = unsafe []
}

/// What an image is loaded for.
public enum ImageUse {
  /// Its table is read, and its reload handlers never run: nothing is looked for in its symbols.
  case description
  /// Its callbacks are called. Its variables with reload handlers are found.
  case callbacks
  /// The same in a run that goes on with later images. The types that its code would look up in its first tick are resolved, too,
  /// and the variables that a reload resets are found.
  /// - Parameter sources: the paths of its sources.
  case reloads(sources: [String])
}
