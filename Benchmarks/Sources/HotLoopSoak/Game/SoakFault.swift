/// A fault in game code.
enum SoakFault: String, CaseIterable, Sendable {
  case null, nilValue, fatalError, index, overflow, abort, division, stackOverflow, endlessLoop

  /// A Swift statement with the fault. `zero` is a variable of value 0 that the compiler cannot fold.
  var statement: String {
    switch self {
    case .null: "unsafe UnsafeMutablePointer<Int>(bitPattern: 8 + zero)!.pointee = 1"
    case .nilValue: "let nothing: Int? = zero == 0 ? nil : 1; zero = nothing!"
    case .fatalError: "if zero == 0 { fatalError(\"soaked\") }"
    case .index: "zero = [1, 2, 3][zero + 7]"
    case .overflow: "zero = Int.max + (zero + 1)"
    case .abort: "abort()"
    case .division: "zero = 1 / zero"
    case .stackOverflow: "zero = deep(zero)"
    case .endlessLoop: "while zero == 0 { count &+= 1 }"
    }
  }
}

/// The callback that a fault is put into.
enum SoakCallback: String, CaseIterable, Sendable {
  case step, draw
  case beforeReload, afterReload

  /// The start of the declaration in the game's source.
  var signature: String { "func \(rawValue)(_ " }
}
