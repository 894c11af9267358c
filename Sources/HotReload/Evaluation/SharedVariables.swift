/// The static and global variables of the running code, for another image of the same source: its code finds the running
/// values, and leaves what it makes of them to the running code.
///
/// Each image has its own storage. The values are moved: meanwhile only the other image's code may run. Where the images
/// initialise a variable differently and it is not certain which one, each image keeps its own.
@safe struct SharedVariables: @unchecked Sendable {
  private struct Pair {
    let running: ImageVariables.Variable
    let other: ImageVariables.Variable
    /// Says whether the running one has a value; nil if it has one from the start.
    let gate: ImageVariables.Token?
  }

  private var pairs: [Pair] = []
  private var tokens: [(running: ImageVariables.Token, other: ImageVariables.Token)] = []
  /// Of variables that the linker initialised in the running image.
  private var initialised: [ImageVariables.Token] = []
  /// The other image's initial values of variables that the running code has not initialised.
  private var initial: [Int: [UInt8]] = [:]

  init(of running: ImageVariables, for other: ImageVariables) {
    var gates: [String: ImageVariables.Token] = [:]
    var separate: Set<String> = []
    for (name, token) in other.tokens {
      if let same = running.tokens[name] {
        tokens.append((same, token))
      } else if let names = other.names(of: name), names.allSatisfy({ running.variables[$0] != nil }) {
        initialised.append(token)
      } else {
        separate.formUnion(other.variables.keys.filter { $0.hasPrefix(ImageVariables.context(of: name)) })
      }
    }
    for (name, token) in running.tokens where other.tokens[name] == nil {
      if let names = running.names(of: name) {
        for variable in names { gates[variable] = token }
      } else {
        separate.formUnion(running.variables.keys.filter { $0.hasPrefix(ImageVariables.context(of: name)) })
      }
    }
    for (name, variable) in running.variables where !separate.contains(name) {
      guard let same = other.variables[name], same.size == variable.size else { continue }
      pairs.append(Pair(running: variable, other: same, gate: gates[name]))
    }
  }

  /// The other image's code finds the running values.
  mutating func lend() {
    for (index, pair) in pairs.enumerated() {
      if pair.gate?.isDone == false {
        initial[index] = unsafe Array(
          UnsafeRawBufferPointer(start: pair.other.address, count: pair.other.size))
      } else {
        unsafe pair.other.address.copyMemory(from: pair.running.address, byteCount: pair.running.size)
      }
    }
    for (running, other) in tokens {
      unsafe other.address.copyMemory(from: running.address, byteCount: ImageVariables.Token.size)
    }
    for token in initialised { token.setDone() }
  }

  /// The running code gets the values that the other image's code has left.
  func takeBack() {
    for (index, pair) in pairs.enumerated() {
      if let initial = initial[index] {
        let value = unsafe UnsafeRawBufferPointer(start: pair.other.address, count: pair.other.size)
        if unsafe value.elementsEqual(initial) { continue }
        pair.gate?.setDone()
      }
      unsafe pair.running.address.copyMemory(from: pair.other.address, byteCount: pair.running.size)
    }
    for (running, other) in tokens {
      unsafe running.address.copyMemory(from: other.address, byteCount: ImageVariables.Token.size)
    }
  }
}
