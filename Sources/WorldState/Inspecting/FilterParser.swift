/// A word, number or sign of a condition.
enum FilterToken: Hashable {
  /// Of a field or a constant: `body.position.x`, `slots[2]`, `KindBat`.
  case name(String)
  case number(WorldValue)
  case sign(String)

  private static let signs = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "&"]

  static func all(of text: String) throws(PoolFilter.Failure) -> [FilterToken] {
    var tokens: [FilterToken] = []
    var rest = text[...]
    while let first = rest.first {
      if first == " " {
        rest = rest.dropFirst()
      } else if let sign = signs.first(where: rest.hasPrefix) {
        tokens.append(.sign(sign))
        rest = rest.dropFirst(sign.count)
      } else if first.isLetter || first == "_" {
        let name = rest.prefix { $0.isLetter || $0.isNumber || "_.[]".contains($0) }
        tokens.append(.name(String(name)))
        rest = rest.dropFirst(name.count)
      } else if first.isNumber || "-.".contains(first) {
        let sign = rest.prefix { $0 == "-" }
        let digits = rest.dropFirst(sign.count).prefix { $0.isLetter || $0.isNumber || $0 == "." }
        let word = String(sign + digits)
        tokens.append(.number(try number(word)))
        rest = rest.dropFirst(word.count)
      } else if first == "=" {
        throw PoolFilter.Failure("'=' compares nothing; write ==")
      } else {
        throw PoolFilter.Failure("'\(first)' has no meaning here; \(PoolFilter.example)")
      }
    }
    return tokens
  }

  private static func number(_ word: String) throws(PoolFilter.Failure) -> WorldValue {
    if let value = Int64(word) { return .integer(value) }
    if let value = UInt64(word) { return .unsigned(value) }
    if let value = Double(word) { return .double(value) }
    throw PoolFilter.Failure("'\(word)' is no number")
  }

  var text: String {
    switch self {
    case .name(let name): name
    case .number(let value): value.description
    case .sign(let sign): sign
    }
  }
}

extension PoolFilter {
  static let example = "write for example health < 2, kind == KindBat, x > 3 && alive"
}

/// Reads a condition: comparisons, joined by `&&`, which binds closer than `||`.
struct FilterParser {
  private var tokens: ArraySlice<FilterToken>
  private let columns: [PoolColumn]

  init(tokens: [FilterToken], columns: [PoolColumn]) {
    self.tokens = tokens[...]
    self.columns = columns
  }

  mutating func parse() throws(PoolFilter.Failure) -> PoolFilter.Condition {
    let condition = try alternatives()
    if let rest = tokens.first {
      throw PoolFilter.Failure("'\(rest.text)' is unexpected; join conditions by && or ||")
    }
    return condition
  }

  private mutating func take(_ sign: String) -> Bool {
    guard tokens.first == .sign(sign) else { return false }
    tokens = tokens.dropFirst()
    return true
  }

  private mutating func alternatives() throws(PoolFilter.Failure) -> PoolFilter.Condition {
    var condition = try all()
    while take("||") { condition = .or(condition, try all()) }
    return condition
  }

  private mutating func all() throws(PoolFilter.Failure) -> PoolFilter.Condition {
    var condition = try one()
    while take("&&") { condition = .and(condition, try one()) }
    return condition
  }

  private mutating func one() throws(PoolFilter.Failure) -> PoolFilter.Condition {
    if take("!") { return .not(try one()) }
    if take("(") {
      let condition = try alternatives()
      guard take(")") else { throw PoolFilter.Failure("a ) is missing") }
      return condition
    }
    return try comparison()
  }

  private mutating func comparison() throws(PoolFilter.Failure) -> PoolFilter.Condition {
    let first = try token()
    if take("&") {
      let second = try token()
      let (left, right) = try operands(first, second)
      guard case .constant(let flags) = right, flags.isInteger else {
        throw PoolFilter.Failure("behind & comes a constant of the enum, or a whole number")
      }
      return .hasFlag(left, flags.bits)
    }
    guard let comparison = PoolFilter.Comparison.allCases.first(where: { $0.rawValue == tokens.first?.text })
    else {
      let (operand, _) = try operands(first, nil)
      guard operand.isBoolean else {
        throw PoolFilter.Failure("\(first.text) is no boolean; compare it: \(first.text) == …")
      }
      return .isTrue(operand)
    }
    tokens = tokens.dropFirst()
    let second = try token()
    let (left, right) = try operands(first, second)
    guard left.isBoolean == right.isBoolean else {
      let (boolean, other) = left.isBoolean ? (first, second) : (second, first)
      throw PoolFilter.Failure("\(boolean.text) is true or false, and \(other.text) is not")
    }
    return .compare(left, comparison, right)
  }

  private mutating func token() throws(PoolFilter.Failure) -> FilterToken {
    guard let token = tokens.popFirst() else {
      throw PoolFilter.Failure("a field or a value is missing at the end; \(PoolFilter.example)")
    }
    if case .sign(let sign) = token {
      throw PoolFilter.Failure("a field or a value is missing before '\(sign)'; \(PoolFilter.example)")
    }
    return token
  }

  /// Both sides of a comparison: a constant belongs to the enum of the other side.
  private func operands(
    _ first: FilterToken, _ second: FilterToken?
  ) throws(PoolFilter.Failure) -> (PoolFilter.Operand, PoolFilter.Operand) {
    let fields = [first, second ?? first].map { token -> PoolColumn? in
      if case .name(let name) = token { columns.first { $0.name == name } } else { nil }
    }
    return (
      try operand(first, beside: fields[1]),
      second == nil ? .index : try operand(second ?? first, beside: fields[0])
    )
  }

  private func operand(
    _ token: FilterToken, beside other: PoolColumn?
  ) throws(PoolFilter.Failure) -> PoolFilter.Operand {
    switch token {
    case .number(let value): return .constant(value)
    case .sign: preconditionFailure("a sign is no operand")
    case .name(let name):
      if let column = columns.first(where: { $0.name == name }) { return .field(column) }
      switch name {
      case "index": return .index
      case "true": return .constant(.bool(true))
      case "false": return .constant(.bool(false))
      default: break
      }
      let enums = other.map { $0.enumeration.map { [$0] } ?? [] } ?? columns.compactMap(\.enumeration)
      if let constant = enums.lazy.compactMap({ $0.constant(named: name) }).first {
        let isUnsigned = other?.scalar == .uint64
        return .constant(
          isUnsigned ? .unsigned(UInt64(bitPattern: constant.value)) : .integer(constant.value))
      }
      throw unknown(name, beside: other)
    }
  }

  private func unknown(_ name: String, beside other: PoolColumn?) -> PoolFilter.Failure {
    if let enumeration = other?.enumeration {
      return PoolFilter.Failure(
        "\(enumeration.name) has no constant \(name); it has \(listed(enumeration.constants.map(\.name)))")
    }
    return PoolFilter.Failure(
      "there is no field \(name); there are \(listed(columns.map(\.name) + ["index"]))")
  }

  private func listed(_ names: [String]) -> String {
    names.count > 24 ? names.prefix(24).joined(separator: ", ") + " …" : names.joined(separator: ", ")
  }
}

extension WorldValue {
  fileprivate var isInteger: Bool {
    switch self {
    case .integer, .unsigned: true
    case .bool, .float, .double: false
    }
  }
}
