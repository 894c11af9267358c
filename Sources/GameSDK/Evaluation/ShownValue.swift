import CGameImage

/// A value of the game as it is shown to its author: by its structure, of limited size.
indirect enum ShownValue {
  /// A value without parts: as text, and as JSON.
  case plain(String, json: String)
  /// A text, without quotes.
  case string(String)
  /// - Parameter count: of all elements; fewer are shown of a long one.
  case list([ShownValue], count: Int)
  /// A field without a label has an empty name.
  case record(type: String, fields: [(name: String, value: ShownValue)])
  /// In the order of the keys' texts.
  case dictionary([(key: ShownValue, value: ShownValue)])

  /// Parts of a value that are shown, in all.
  private static let maxParts = 10_000
  /// Characters of one text that are shown.
  static let maxCharacters = 10_000
  /// Parts within parts.
  private static let maxDepth = 12

  init(_ value: Any) {
    var parts = Self.maxParts
    self = Self.make(value, &parts, depth: 0)
  }

  private static let cut = ShownValue.plain("…", json: "null")

  private static func make(_ value: Any, _ parts: inout Int, depth: Int) -> ShownValue {
    guard parts > 0, depth < maxDepth else { return cut }
    parts -= 1
    if let plain = plain(value) { return plain }
    if let pool = value as? any Pool { return list(elements(of: pool), pool.count, &parts, depth) }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
      guard let content = mirror.children.first else { return .plain("nil", json: "null") }
      return make(content.value, &parts, depth: depth + 1)
    case .collection, .set:
      return list(mirror.children.lazy.map(\.value), mirror.children.count, &parts, depth)
    case .dictionary: return dictionary(mirror, &parts, depth)
    case .enum: return enumeration(value, mirror, &parts, depth)
    case .tuple where isArray(mirror):
      return list(mirror.children.lazy.map(\.value), mirror.children.count, &parts, depth)
    default: return record(value, mirror, &parts, depth)
    }
  }

  // MARK: Kinds of values

  private static func plain(_ value: Any) -> ShownValue? {
    switch value {
    case let text as String: return .string(cut(text))
    case let text as Substring: return .string(cut(text))
    case let text as Character: return .string(String(text))
    case let flag as Bool: return .plain("\(flag)", json: "\(flag)")
    case let number as any BinaryInteger: return .plain("\(number)", json: "\(number)")
    case let number as any BinaryFloatingPoint:
      // JSON has no infinities.
      return .plain("\(number)", json: Double(number).isFinite ? "\(number)" : JSONText.quoted("\(number)"))
    default: return nil
    }
  }

  /// The game waits while a text is written.
  private static func cut(_ text: some StringProtocol) -> String {
    let end = text.index(text.startIndex, offsetBy: maxCharacters, limitedBy: text.endIndex) ?? text.endIndex
    return String(text[..<end]) + (end < text.endIndex ? "…" : "")
  }

  private static func list(
    _ elements: some Sequence<Any>, _ count: Int, _ parts: inout Int, _ depth: Int
  ) -> ShownValue {
    var shown: [ShownValue] = []
    for element in elements {
      if parts <= 0 { break }
      shown.append(make(element, &parts, depth: depth + 1))
    }
    return .list(shown, count: count)
  }

  private static func elements<P: Pool>(of pool: P) -> some Sequence<Any> {
    pool.elements.lazy.map { $0 as Any }
  }

  private static func dictionary(_ mirror: Mirror, _ parts: inout Int, _ depth: Int) -> ShownValue {
    let pairs = mirror.children.map { pair in
      let pair = Mirror(reflecting: pair.value).children.map(\.value)
      return (key: pair[0], value: pair[1])
    }
    // The order of a dictionary is another one in each process.
    let sorted = pairs.map { (text: "\($0.key)", pair: $0) }.sorted { $0.text < $1.text }
    return .dictionary(
      sorted.map { _, pair in
        (make(pair.key, &parts, depth: depth + 1), make(pair.value, &parts, depth: depth + 1))
      })
  }

  private static func enumeration(
    _ value: Any, _ mirror: Mirror, _ parts: inout Int, _ depth: Int
  ) -> ShownValue {
    guard let payload = mirror.children.first else {
      let name = constant(value, mirror) ?? "\(value)"
      return .plain(name, json: JSONText.quoted(name))
    }
    return .record(
      type: "", fields: [(payload.label ?? "_", make(payload.value, &parts, depth: depth + 1))])
  }

  /// The name of a value of an enum of C, of which Swift knows the number only.
  private static func constant(_ value: Any, _ mirror: Mirror) -> String? {
    func bits<T>(_ value: T) -> Int64? {
      guard MemoryLayout<T>.size <= MemoryLayout<Int64>.size else { return nil }
      var bits: Int64 = 0
      unsafe withUnsafeBytes(of: value) { bytes in
        unsafe withUnsafeMutableBytes(of: &bits) { unsafe $0.copyMemory(from: bytes) }
      }
      return bits
    }
    let raw = mirror.displayStyle == .enum ? value : mirror.children.first?.value as Any
    let name = "\(mirror.subjectType)"
    if let integer = raw as? any FixedWidthInteger {
      return EnumConstants.ofImage.text(of: Int64(truncatingIfNeeded: integer), in: name)
    }
    return _openExistential(raw, do: bits).flatMap { EnumConstants.ofImage.text(of: $0, in: name) }
  }

  /// Whether a tuple is how Swift sees an array of C.
  private static func isArray(_ mirror: Mirror) -> Bool {
    let types = mirror.children.map { ObjectIdentifier(type(of: $0.value)) }
    return Set(types).count == 1
      && mirror.children.enumerated().allSatisfy { $0.element.label == ".\($0.offset)" }
  }

  private static func record(
    _ value: Any, _ mirror: Mirror, _ parts: inout Int, _ depth: Int
  ) -> ShownValue {
    let isConstant = mirror.children.count == 1 && mirror.children.first?.label == "rawValue"
    if isConstant, let name = constant(value, mirror) { return .plain(name, json: JSONText.quoted(name)) }
    let type = mirror.displayStyle == .tuple ? "" : "\(mirror.subjectType)"
    if mirror.children.isEmpty {
      let text = "\(value)"
      return .plain(text, json: JSONText.quoted(text))
    }
    return .record(
      type: type,
      fields: mirror.children.enumerated().map { index, child in
        (child.label == ".\(index)" ? "" : child.label ?? "", make(child.value, &parts, depth: depth + 1))
      })
  }
}

extension EnumConstants {
  /// The enums of this image's headers.
  fileprivate static var ofImage: EnumConstants { unsafe EnumConstants(hotloop_image_enums()) }
}
