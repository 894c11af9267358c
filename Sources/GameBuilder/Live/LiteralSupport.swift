import HostSystem

/// What slotted sources need besides themselves: C functions that read numbers from the table, Swift functions that read
/// texts, and the table.
struct LiteralSupport {
  /// The name of the C module. It depends on the header, so that no object is used that was compiled with another one.
  static let module = "HotloopLiterals" + ContentHash(of: headerText).hexadecimal.prefix(8)
  /// The C name of the table.
  static let table = "hotloop_literals"
  /// The C name of the marks: a byte for each slot, which is 1 once the slot was read.
  static let marks = "hotloop_literal_marks"

  let folder: String

  var moduleMap: String { folder + "/module.modulemap" }
  var swiftFile: String { folder + "/HotloopLiterals.swift" }

  /// Writes the files that are missing.
  func write() throws(FileError) {
    try write(Self.headerText, to: folder + "/literals.h")
    try write("module \(Self.module) { header \"literals.h\" }\n", to: moduleMap)
    try write(Self.swiftText, to: swiftFile)
  }

  /// The source of a table of zeros, in a section that the file of an image contains, and of its marks.
  static func tableText(slots: Int) -> String {
    """
    __attribute__((used, section(".data.\(table)"), visibility("hidden")))
    unsigned long long \(table)[\(max(slots, 1))] = {0};
    __attribute__((used, section(".data.\(marks)"), visibility("hidden")))
    unsigned char \(marks)[\(max(slots, 1))] = {0};

    """
  }

  private func write(_ text: String, to path: String) throws(FileError) {
    let bytes = Array(text.utf8)
    if (try? DiskFile.read(path)) == bytes { return }
    try DiskFile.write(bytes, to: path)
  }

  private static let headerText: String = {
    let readers = LiteralType.allCases.filter(\.isReadInC).map { type in
      "READER(\(type.rawValue), \(cType(type)))\n"
    }
    return """
      #include <stdbool.h>
      #include <stdint.h>
      #include <string.h>

      extern __attribute__((visibility("hidden"))) const uint64_t \(table)[];
      extern __attribute__((visibility("hidden"))) uint8_t \(marks)[];

      // A copy in a variable would cost more than the mark: the compiler does not optimise this code.
      #define READER(name, type) \\
        static inline __attribute__((always_inline)) type hotloop_literal_##name(int32_t slot) { \\
          typedef type __attribute__((may_alias)) value; \\
          \(marks)[slot] = 1; \\
          return *(const value *)&\(table)[slot]; \\
        }

      \(readers.joined())
      static inline void hotloop_literal_copy(int32_t slot, uint8_t *_Nullable text, long count) {
        if (count > 0) memcpy(text, &\(table)[slot + 1], count);
      }

      """
  }()

  /// As Swift imports them: `long` is `Int`.
  private static func cType(_ type: LiteralType) -> String {
    switch type {
    case .int: "long"
    case .uint: "unsigned long"
    case .float: "float"
    case .double: "double"
    case .bool: "bool"
    case .string, .character, .substring, .color, .scalar: ""
    default: type.rawValue.lowercased() + "_t"
    }
  }

  private static let swiftText = """
    import GameSDK
    import \(module)

    // This file is not optimised: `String(decoding:as:)`, which is generic, takes five times as long.
    func hotloop_literal_String(_ slot: Swift.Int32) -> Swift.String {
      let count = hotloop_literal_Int(slot)
      return unsafe Swift.String(unsafeUninitializedCapacity: count) { text in
        unsafe hotloop_literal_copy(slot, text.baseAddress, count)
        return count
      }
    }

    func hotloop_literal_Character(_ slot: Swift.Int32) -> Swift.Character {
      Swift.Character(hotloop_literal_String(slot))
    }

    func hotloop_literal_UnicodeScalar(_ slot: Swift.Int32) -> Swift.Unicode.Scalar {
      Swift.Unicode.Scalar(hotloop_literal_UInt32(slot)).unsafelyUnwrapped
    }

    func hotloop_literal_Substring(_ slot: Swift.Int32) -> Swift.Substring {
      Swift.Substring(hotloop_literal_String(slot))
    }

    func hotloop_literal_Color(_ slot: Swift.Int32) -> GameSDK.Color {
      GameSDK.Color(integerLiteral: hotloop_literal_UInt32(slot))
    }

    """
}
