import Foundation
import HostSystem

/// Finds the fields of the game's C structs that Swift does not import, in the syntax tree of the C compiler.
struct HeaderInspection: Sendable {
  let package: GamePackage
  let plan: BuildPlan
  let scan: SourceScan
  /// The findings for the last headers, kept from one run to the next.
  let record: JSONRecord<Findings>

  struct Findings: Codable {
    /// A hash of all headers and of the commands.
    let key: String
    let fields: [HiddenField]
  }

  init(package: GamePackage, plan: BuildPlan, scan: SourceScan) {
    self.package = package
    self.plan = plan
    self.scan = scan
    record = JSONRecord(path: package.state + "/headers-\(plan.configuration.rawValue).json")
  }

  /// The fields of all C structs in headers of the game. Empty if a header cannot be compiled: the build itself reports the
  /// errors.
  func hiddenFields() async -> [HiddenField] {
    var hash = plan.fingerprint
    hash.combine(scan.headers)
    let key = hash.hexadecimal
    if let known = record.read(), known.key == key { return known.fields }
    var fields: Set<HiddenField> = []
    for target in targets() {
      guard let found = await inspect(target) else { return [] }
      fields.formUnion(found)
    }
    let sorted = fields.sorted { ($0.record, $0.name) < ($1.record, $1.name) }
    record.write(Findings(key: key, fields: sorted))
    return sorted
  }

  /// A C file of each target, whose command compiles the target's headers as well, and those headers.
  private func targets() -> [(file: BuildPlan.CFile, headers: [String])] {
    package.targets.dropFirst().compactMap { target in
      let file = plan.cFiles.first { PathText.isWithin($0.source, target.folder) }
      let headers = scan.tree.files.keys.filter {
        $0.hasSuffix(".h") && PathText.isWithin($0, target.folder + "/include")
      }
      return file.map { ($0, headers.sorted()) }
    }
  }

  private func inspect(_ target: (file: BuildPlan.CFile, headers: [String])) async -> [HiddenField]? {
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

/// A node of clang's syntax tree, with what structs and their fields need.
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
    // `typedef struct { … } Name;` names a struct that has no name itself.
    var names: [String: String] = [:]
    for typedef in declarations where typedef.kind == "TypedefDecl" {
      guard let name = typedef.name, let tag = typedef.inner?.first?.ownedTagDecl else { continue }
      names[tag.id] = name
    }
    return declarations.flatMap { $0.hiddenFields(names: names, within: "") }
  }

  /// - Parameter outer: the enclosing struct. A struct without any name counts as part of it.
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
    // `int[]`, and its older form `int[0]`.
    return text.hasSuffix("[]") || text.hasSuffix("[0]") ? .flexibleArray : nil
  }
}
