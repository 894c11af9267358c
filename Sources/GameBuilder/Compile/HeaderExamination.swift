import Foundation
import HostSystem

/// Asks the C compiler which fields of the game's structs Swift will not see, from its own syntax tree.
struct HeaderExamination: Sendable {
  let package: GamePackage
  let plan: BuildPlan
  let scan: SourceScan
  /// What the last examination found, from one run of the program to the next.
  let record: JSONRecord<Findings>

  struct Findings: Codable {
    /// Of all headers, and of the commands.
    let key: String
    let fields: [HiddenField]
  }

  init(package: GamePackage, plan: BuildPlan, scan: SourceScan) {
    self.package = package
    self.plan = plan
    self.scan = scan
    record = JSONRecord(path: package.state + "/headers-\(plan.configuration.rawValue).json")
  }

  /// The fields of all C structs that headers of the game declare. Headers that cannot be compiled have none: the
  /// build itself says what is wrong with them.
  func hiddenFields() async -> [HiddenField] {
    var hash = plan.fingerprint
    hash.combine(scan.headers)
    let key = hash.hexadecimal
    if let known = record.read(), known.key == key { return known.fields }
    var fields: Set<HiddenField> = []
    for target in targets() {
      guard let found = await examine(target) else { return [] }
      fields.formUnion(found)
    }
    let sorted = fields.sorted { ($0.record, $0.name) < ($1.record, $1.name) }
    record.write(Findings(key: key, fields: sorted))
    return sorted
  }

  /// One C file of each target, whose command serves for the target's headers, and those headers.
  private func targets() -> [(file: BuildPlan.CFile, headers: [String])] {
    package.targets.dropFirst().compactMap { target in
      let file = plan.cFiles.first { PathText.isWithin($0.source, target.folder) }
      let headers = scan.tree.files.keys.filter {
        $0.hasSuffix(".h") && PathText.isWithin($0, target.folder + "/include")
      }
      return file.map { ($0, headers.sorted()) }
    }
  }

  private func examine(_ target: (file: BuildPlan.CFile, headers: [String])) async -> [HiddenField]? {
    let includes = target.headers.flatMap { ["-include", $0] }
    let result = try? await ToolRun.run(
      target.file.compiler,
      target.file.arguments + ["-fsyntax-only", "-w", "-Xclang", "-ast-dump=json", "-x", "c"] + includes
        + ["/dev/null"],
      in: package.root)
    guard let result, result.succeeded else { return nil }
    return try? JSONDecoder().decode(ClangNode.self, from: Data(result.text.utf8)).hiddenFields()
  }
}

/// A node of clang's syntax tree, as far as structs and their fields go.
private struct ClangNode: Decodable {
  struct TypeName: Decodable {
    let qualType: String?
    let desugaredQualType: String?
  }

  struct Reference: Decodable { let id: String }

  let id: String?
  let kind: String?
  let name: String?
  let isBitfield: Bool?
  let type: TypeName?
  let ownedTagDecl: Reference?
  let inner: [ClangNode]?

  func hiddenFields() -> [HiddenField] {
    let declarations = inner ?? []
    // `typedef struct { … } Name;` names a struct that has no name of its own.
    var names: [String: String] = [:]
    for typedef in declarations where typedef.kind == "TypedefDecl" {
      guard let name = typedef.name, let tag = typedef.inner?.first?.ownedTagDecl else { continue }
      names[tag.id] = name
    }
    return declarations.flatMap { $0.hiddenFields(names: names, within: "") }
  }

  /// - Parameter outer: the struct that holds this one, whose field it counts as if it has no name at all.
  private func hiddenFields(names: [String: String], within outer: String) -> [HiddenField] {
    guard kind == "RecordDecl" else { return [] }
    let record = name ?? id.flatMap { names[$0] } ?? outer
    return (inner ?? []).flatMap { member in
      if member.kind == "FieldDecl", let kind = member.hiddenKind {
        return [HiddenField(record: record, name: member.name ?? "", kind: kind)]
      }
      return member.hiddenFields(names: names, within: record)
    }
  }

  private var hiddenKind: HiddenField.Kind? {
    if isBitfield == true { return .bitField }
    let text = type?.desugaredQualType ?? type?.qualType ?? ""
    // `int[]`, and the older way to write it, `int[0]`.
    return text.hasSuffix("[]") || text.hasSuffix("[0]") ? .flexibleArray : nil
  }
}
