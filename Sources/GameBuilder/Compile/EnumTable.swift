/// The enums of a header, as source of the table that every image contains (`LayoutEnumTable` in game_abi.h). Swift's
/// reflection does not know the constants of C enums.
struct EnumTable: Equatable {
  struct Constant: Equatable {
    let name: String
    let value: Int64
  }

  struct Enum: Equatable {
    let name: String
    let isSigned: Bool
    let isFlagSet: Bool
    let constants: [Constant]
  }

  /// A field with an enum that has no name.
  struct Field: Equatable {
    let record: String
    let name: String
    let enumName: String
  }

  private(set) var enums: [Enum] = []
  private(set) var fields: [Field] = []
  private var names: Set<String> = []

  init(_ header: ClangHeader) {
    for node in header.declarations { read(node, of: header, in: nil) }
  }

  private mutating func read(_ node: ClangNode, of header: ClangHeader, in owner: String?) {
    switch node.kind {
    case "EnumDecl":
      if let name = header.name(of: node) { add(node, name) }
    case "RecordDecl":
      guard let record = header.name(of: node) ?? owner else { return }
      for child in node.children where child.name != nil { read(child, of: header, in: nil) }
      for member in ClangMembers(node).members {
        guard let declaration = member.declaration, let field = member.node.name else { continue }
        if declaration.kind == "EnumDecl", header.name(of: declaration) == nil {
          addUnnamed(declaration, record: record, field: field)
        } else {
          read(declaration, of: header, in: ClangMembers.name(ofStructIn: record, field: field))
        }
      }
    default: break
    }
  }

  private mutating func addUnnamed(_ node: ClangNode, record: String, field: String) {
    let name = String("\(record)_\(field)".map { $0 == "." ? "_" : $0 })
    add(node, name)
    fields.append(Field(record: record, name: field, enumName: name))
  }

  private mutating func add(_ node: ClangNode, _ name: String) {
    var constants: [Constant] = []
    for child in node.children where child.kind == "EnumConstantDecl" {
      guard let constantName = child.name else { continue }
      let value = child.constant ?? constants.last.map { $0.value &+ 1 } ?? 0
      constants.append(Constant(name: constantName, value: value))
    }
    guard !constants.isEmpty, names.insert(name).inserted else { return }
    let isSigned =
      node.fixedUnderlyingType.map { !$0.resolved.hasPrefix("unsigned") && $0.resolved != "_Bool" }
      ?? constants.contains { $0.value < 0 }
    enums.append(
      Enum(
        name: name, isSigned: isSigned, isFlagSet: node.has(attribute: "FlagEnumAttr"), constants: constants)
    )
  }

  /// C source that defines the table. The headers of the game are included before it.
  var source: String {
    var lines = ["// Generated from the headers."]
    var constants: [String] = []
    var rows: [String] = []
    for one in enums {
      rows.append(
        "{\"\(one.name)\", hotloop_constants + \(constants.count), \(one.constants.count), "
          + "\(one.isSigned ? 1 : 0), \(one.isFlagSet ? 1 : 0)},")
      constants += one.constants.map {
        "{\"\($0.name)\", (int64_t)0x\(String(UInt64(bitPattern: $0.value), radix: 16))ull},"
      }
    }
    lines += ["static const LayoutConstant hotloop_constants[] = {"] + constants + ["{0, 0}};"]
    lines += ["static const LayoutEnum hotloop_enums[] = {"] + rows + ["{0, 0, 0, 0, 0}};"]
    lines += ["static const LayoutEnumField hotloop_enum_fields[] = {"]
    lines += fields.map { "{\"\($0.record)\", \"\($0.name)\", \"\($0.enumName)\"}," } + ["{0, 0, 0}};"]
    lines.append("__attribute__((visibility(\"hidden\"))) const LayoutEnumTable \(EnumTable.symbol) = {")
    lines.append("hotloop_enums, hotloop_enum_fields, \(enums.count), \(fields.count)};")
    return lines.joined(separator: "\n") + "\n"
  }

  /// `HOTLOOP_ENUM_TABLE_SYMBOL` in game_abi.h.
  private static let symbol = "hotloop_enum_table"
  /// The type that the headers of a game declare if its SDK knows the table.
  static let typeName = "LayoutEnumTable"
}
