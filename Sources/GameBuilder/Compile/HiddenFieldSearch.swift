/// Searches the world for fields that Swift does not import.
struct HiddenFieldSearch {
  private let header: ClangHeader
  /// By name. A typedef of a struct without a name counts as its name.
  private var records: [String: ClangNode] = [:]
  private(set) var found: [HiddenField] = []
  private var done: Set<String> = []

  /// Arrays with more elements are not imported.
  private static let maxElements = 4096
  private static let maxAlignment: Int64 = 16

  init(_ header: ClangHeader) {
    self.header = header
    collect(header.declarations)
    for node in header.declarations where node.kind == "RecordDecl" && isWorld(node) {
      guard let name = header.name(of: node) else { continue }
      walk(node, named: name, at: name)
    }
  }

  /// C declares a struct inside another one for the whole file.
  private mutating func collect(_ declarations: [ClangNode]) {
    for node in declarations where node.kind == "RecordDecl" {
      if let name = header.name(of: node), node.isDefinition { records[name] = node }
      collect(node.children)
    }
  }

  /// Every world begins with its header.
  private func isWorld(_ node: ClangNode) -> Bool {
    guard let first = node.children.first(where: { $0.kind == "FieldDecl" }) else { return false }
    return recordName(header.resolved(first.type?.qualType ?? "")) == "WorldHeader"
  }

  private func recordName(_ type: String) -> String? {
    type.hasPrefix("struct ") ? String(type.dropFirst("struct ".count)) : records[type] != nil ? type : nil
  }

  private mutating func walk(_ record: ClangNode, named name: String?, at path: String) {
    if let name {
      guard name != "WorldHeader", name != "PoolStorage", done.insert(name).inserted else { return }
    }
    if isOveraligned(record) { add(path, .alignment) }
    for member in ClangMembers(record).members { read(member, in: path) }
  }

  private mutating func read(_ member: ClangMembers.Member, in owner: String) {
    let node = member.node
    let path = node.name.map { "\(owner).\($0)" } ?? owner
    let isNamed = node.name != nil
    if node.isBitfield == true { return add(path, .bitField, isNamed: isNamed) }
    if isOveraligned(node) { add(path, .alignment) }
    let declared = node.type?.qualType ?? ""
    var type = header.resolved(declared.trimmingQualifiers)
    var isArray = false
    if header.stands(declared, for: "wchar_t") { return add(path, .wideCharacter) }
    if header.stands(declared, for: "va_list") || header.stands(declared, for: "__builtin_va_list") {
      return add(path, .argumentList)
    }
    while let array = ArrayType(type) {
      if isArray { return add(path, .rows) }
      if header.stands(array.element, for: "wchar_t") { return add(path, .wideCharacter) }
      guard let count = array.count else { return add(path, .flexibleArray) }
      if count == 0 { return add(path, .emptyArray) }
      if count > Self.maxElements { return add(path, .longArray, declared) }
      isArray = true
      type = header.resolved(array.element.trimmingQualifiers)
    }
    if let kind = kind(ofScalar: type) { return add(path, kind, type) }
    // After vectors: their size is written as a product.
    if type.contains("*") || type.contains("(^") { return add(isArray ? path + "[]" : path, .pointer) }
    let inner = isArray ? "\(path)[]" : path
    if type.hasPrefix("union ") || member.declaration?.tagUsed == "union" {
      return add(path, .union, isNamed: isNamed)
    }
    if let declaration = member.declaration, declaration.kind == "RecordDecl" {
      if !isNamed { return add(path, .anonymousStruct, isNamed: false) }
      if declaration.isEmpty { return add(path, .emptyStruct) }
      return walk(declaration, named: nil, at: inner)
    }
    guard let name = recordName(type), let record = records[name] else { return }
    if record.tagUsed == "union" { return add(path, .union, isNamed: isNamed) }
    if record.isEmpty { return add(path, .emptyStruct) }
    if let element = poolElement(record, name) {
      walk(element.node, named: element.name, at: "\(inner)[]")
    } else {
      walk(record, named: name, at: inner)
    }
  }

  /// The element struct of a pool, as `HOTLOOP_POOL` declares it.
  private func poolElement(_ record: ClangNode, _ name: String) -> (name: String, node: ClangNode)? {
    let fields = record.children.filter { $0.kind == "FieldDecl" }
    guard fields.count == 1, name.hasSuffix("Pool"),
      recordName(header.resolved(fields[0].type?.qualType ?? "")) == "PoolStorage"
    else { return nil }
    let element = String(name.dropLast("Pool".count))
    guard let found = recordName(header.resolved(element)), let node = records[found] else { return nil }
    return (found, node)
  }

  private func kind(ofScalar type: String) -> HiddenField.Kind? {
    if type.hasPrefix("_Complex ") { return .complex }
    if type.hasPrefix("_Atomic") { return .atomic }
    if type.contains("__int128") || type.hasPrefix("_BitInt") || type.hasPrefix("unsigned _BitInt") {
      return .wideInteger
    }
    if type == "long double" || type == "__float128" { return .wideFloat }
    if type == "_Float16" || type == "__fp16" || type == "__bf16" { return .halfFloat }
    if type.contains("vector_size") || type.contains("ext_vector_type") { return .vector }
    return nil
  }

  private func isOveraligned(_ node: ClangNode) -> Bool {
    node.children.contains { $0.kind == "AlignedAttr" && ($0.constant ?? 0) > Self.maxAlignment }
  }

  private mutating func add(
    _ path: String, _ kind: HiddenField.Kind, _ type: String = "", isNamed: Bool = true
  ) {
    found.append(HiddenField(path: path, kind: kind, type: type, isNamed: isNamed))
  }
}

/// `Element[count]`, the outermost dimension.
private struct ArrayType {
  let element: String
  /// Nil for `[]`.
  let count: Int?

  init?(_ type: String) {
    guard type.hasSuffix("]"), let start = type.firstIndex(of: "[") else { return nil }
    let end = type[start...].firstIndex(of: "]") ?? type.endIndex
    let length = type[type.index(after: start)..<end]
    count = length.isEmpty ? nil : Int(length) ?? 1
    let rest = type[type.index(after: end)...]
    element = String(type[..<start]) + rest
  }
}

extension String {
  /// A type without `const` and `volatile`, and without spaces at its end.
  fileprivate var trimmingQualifiers: String {
    var text = self
    for word in ["const ", "volatile "] where text.hasPrefix(word) { text.removeFirst(word.count) }
    while text.last == " " { text.removeLast() }
    return text
  }
}

extension ClangNode {
  /// Whether a struct is declared with no fields.
  fileprivate var isEmpty: Bool { !children.contains { $0.kind == "FieldDecl" } }
}
