extension Layout {
  /// The constants of a C enum. A field names its enum in ``FieldType/enumeration(name:storage:)``.
  public struct Enumeration: Hashable, Sendable {
    public var name: String
    /// Whether the enum has the attribute `flag_enum`: its values are sets of constants.
    public var isFlagSet: Bool
    /// In the order of their declaration. Several may have the same value; the first one names it.
    public var constants: [Constant]

    public init(name: String, isFlagSet: Bool = false, constants: [Constant]) {
      self.name = name
      self.isFlagSet = isFlagSet
      self.constants = constants
    }

    /// - Parameter constants: names and values.
    public init(_ name: String, isFlagSet: Bool = false, _ constants: KeyValuePairs<String, Int64>) {
      self.init(
        name: name, isFlagSet: isFlagSet, constants: constants.map { Constant(name: $0.key, value: $0.value) }
      )
    }
  }

  /// One constant of a C enum.
  public struct Constant: Hashable, Sendable {
    public var name: String
    /// Of a `uint64_t` enum: the same 64 bits.
    public var value: Int64

    public init(name: String, value: Int64) {
      self.name = name
      self.value = value
    }
  }

  /// The constants of an enum; nil if they are unknown.
  public func enumeration(named name: String) -> Enumeration? { enumerations.first { $0.name == name } }
}

extension Layout.Enumeration {
  func constant(named name: String) -> Layout.Constant? { constants.first { $0.name == name } }

  /// The constants that are one bit each.
  var bits: [Layout.Constant] { constants.filter { $0.value.nonzeroBitCount == 1 } }

  /// Whether the values may be sets of the constants: each is zero, a bit, or a combination of declared bits.
  var mayBeFlagSet: Bool {
    let all = bits.reduce(0) { $0 | $1.value }
    return all != 0 && constants.allSatisfy { $0.value & ~all == 0 }
  }

  /// Whether the values are sets of the constants. Without the attribute: if they look like that, and are not simply
  /// numbered.
  var looksLikeFlagSet: Bool {
    guard mayBeFlagSet else { return false }
    if isFlagSet { return true }
    let values = Set(constants.map(\.value))
    guard let lowest = values.min(), let highest = values.max(), lowest >= 0 else { return false }
    return highest > 2 && highest - lowest >= Int64(values.count)
  }

  /// A value by the name of its constant, or as `FlagA | FlagB`; nil if it is neither.
  func text(of value: Int64) -> String? {
    if let constant = constants.first(where: { $0.value == value }) { return constant.name }
    guard looksLikeFlagSet else { return nil }
    var rest = value
    var names: [String] = []
    for bit in bits where rest & bit.value != 0 {
      names.append(bit.name)
      rest &= ~bit.value
    }
    if names.isEmpty { return nil }
    if rest != 0 { names.append(String(rest)) }
    return names.joined(separator: " | ")
  }
}
