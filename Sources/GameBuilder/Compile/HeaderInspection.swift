import Foundation
import HostSystem

/// What only the C compiler knows of the game's headers: the fields of the world that Swift does not import, and the constants
/// of enums. Read from clang's syntax tree.
struct HeaderInspection: Sendable {
  let package: GamePackage
  let plan: BuildPlan
  let scan: SourceScan
  /// The findings for the last headers, kept from one run to the next.
  let record: JSONRecord<Findings>

  struct Findings: Codable, Sendable {
    /// A hash of all headers and of the commands.
    let key: String
    var hiddenFields: [HiddenField] = []
    /// The table of enums of the target that declares the world; nil if the SDK does not know such a table.
    var table: Table?
  }

  /// C source, and how to compile it.
  struct Table: Codable, Sendable {
    let source: String
    let compiler: String
    let arguments: [String]
  }

  init(package: GamePackage, plan: BuildPlan, scan: SourceScan) {
    self.package = package
    self.plan = plan
    self.scan = scan
    record = JSONRecord(path: package.state + "/headers-\(plan.configuration.rawValue).json")
  }

  /// The findings in all headers of the game. Empty if a header cannot be compiled: the build itself reports the errors.
  func findings() async -> Findings {
    var hash = plan.fingerprint
    hash.combine(scan.headerTexts())
    let key = hash.hexadecimal
    if let known = record.read(), known.key == key { return known }
    var findings = Findings(key: key)
    for target in targets() {
      guard let header = await read(target) else { return Findings(key: key) }
      findings.hiddenFields += HiddenFieldSearch(header).found
      if findings.table == nil, header.declares(EnumTable.typeName) {
        findings.table = Table(
          source: EnumTable(header).source, compiler: target.file.compiler,
          arguments: target.file.arguments + ["-w", "-x", "c"] + target.includes)
      }
    }
    record.write(findings)
    return findings
  }

  private struct Target {
    /// A C file, whose command compiles the target's headers as well.
    let file: BuildPlan.CFile
    let headers: [String]

    var includes: [String] { headers.flatMap { ["-include", $0] } }
  }

  private func targets() -> [Target] {
    package.targets.dropFirst().compactMap { target in
      let file = plan.cFiles.first { PathText.isWithin($0.source, target.folder) }
      let headers = scan.tree.files.keys.filter {
        $0.hasSuffix(".h") && PathText.isWithin($0, target.folder + "/include")
      }
      return file.map { Target(file: $0, headers: headers.sorted()) }
    }
  }

  private func read(_ target: Target) async -> ClangHeader? {
    let result = try? await ToolRun.run(
      target.file.compiler,
      target.file.arguments + ["-fsyntax-only", "-w", "-Xclang", "-ast-dump=json", "-x", "c"]
        + target.includes
        + ["/dev/null"],
      in: package.root)
    guard let result, result.succeeded else { return nil }
    return (try? JSONDecoder().decode(ClangNode.self, from: Data(result.text.utf8))).map { ClangHeader($0) }
  }
}
