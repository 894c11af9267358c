import CGameABI
import WorldState

/// The type of a kept value: what must be the same for its bytes to be read.
public struct KeptShape: Codable, Sendable {
  /// For people.
  public let typeName: String
  /// Equal for equal layouts of an element.
  public let description: String
  public let count: Int
  public let elementSize: Int
  public let alignment: Int
  /// Whether it is an array, which may have one element, too.
  public let isArray: Bool
  /// `Layout.encoded` of a struct with an element; nil if the element is not a C struct.
  public let layout: [UInt8]?

  public init(
    typeName: String, description: String, count: Int, elementSize: Int, alignment: Int = 1,
    isArray: Bool = true,
    layout: [UInt8]? = nil
  ) {
    self.typeName = typeName
    self.description = description
    self.count = count
    self.elementSize = elementSize
    self.alignment = alignment
    self.isArray = isArray
    self.layout = layout
  }

  func with(_ layout: [UInt8]) -> KeptShape {
    KeptShape(
      typeName: typeName, description: description, count: count, elementSize: elementSize,
      alignment: alignment,
      isArray: isArray, layout: layout)
  }

  /// In bytes; nil if it is more than can be.
  var size: Int? {
    let (size, overflow) = count.multipliedReportingOverflow(by: elementSize)
    return overflow || size < 0 ? nil : size
  }

  /// Whether a value of one can be read as the other.
  func isSame(as other: KeptShape) -> Bool {
    count == other.count && elementSize == other.elementSize && isArray == other.isArray
      && description == other.description
  }

  /// `float[4096]`, `NavMesh`.
  public var text: String { isArray ? "\(typeName)[\(count)]" : typeName }

  /// How this differs from an earlier one, as the end of a sentence.
  func change(from old: KeptShape) -> String {
    old.text == text ? "the layout of \(typeName) is another" : "it was \(old.text), and is \(text) now"
  }
}
