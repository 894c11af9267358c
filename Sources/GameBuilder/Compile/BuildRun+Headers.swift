import Glibc
import HostSystem

extension BuildRun {
  /// What was found in the headers, with the object that is linked into every image for it.
  struct Headers: Sendable {
    var hiddenFields: [HiddenField] = []
    /// The table of enums.
    var object: String?
  }

  /// Inspects the headers, and compiles the table of their enums if that was not done before.
  func headers(_ inspection: HeaderInspection) async -> Result<Headers, BuildError> {
    do throws(BuildError) {
      return .success(try await makeHeaders(inspection))
    } catch {
      return .failure(error)
    }
  }

  private func makeHeaders(_ inspection: HeaderInspection) async throws(BuildError) -> Headers {
    let findings = await inspection.findings()
    guard let table = findings.table else { return Headers(hiddenFields: findings.hiddenFields) }
    var key = plan.fingerprint
    key.combine(scan.headerTexts())
    key.combine(table.source)
    if !objects.has(key) { try await compile(table, key) }
    return Headers(hiddenFields: findings.hiddenFields, object: objects.path(key))
  }

  private func compile(_ table: HeaderInspection.Table, _ key: ContentHash) async throws(BuildError) {
    let source = "\(objects.folder)/\(key.hexadecimal).\(getpid()).tmp.c"
    defer { DiskFile.remove(source) }
    do {
      try DiskFile.write(Array(table.source.utf8), to: source)
    } catch {
      throw .disk(path: source, reason: "\(error.errno)")
    }
    let arguments = table.arguments + ["-c", source, "-o", objects.temporary(key)]
    _ = try await run([ToolCall(tool: table.compiler, arguments: arguments)])
    try objects.store(key, as: key)
  }
}
