import HostSystem

/// Functions of the game that were sent and replace those in the files, until their files are saved.
public struct SentFunctions: Sendable {
  /// Such as `Player.move(by:)`, sorted.
  public let names: [String]
  /// The code that was sent besides.
  public let rest: String
  fileprivate let earlier: [String: SentTexts.Text]
  fileprivate let lines: [String: [(lines: Range<Int>, offset: Int)]]

  /// A message about a line that was sent, with its place in the code.
  public func located(_ diagnostic: Diagnostic) -> Diagnostic {
    guard let file = diagnostic.file,
      let part = lines[file]?.first(where: { $0.lines.contains(diagnostic.line) })
    else { return diagnostic }
    var located = diagnostic
    located.file = EvaluationSource.file
    located.line -= part.offset
    return located
  }
}

extension GameCompiler {
  /// Takes functions of the code in the place of those of the game that have the same names. Later builds have them.
  /// - Parameter file: where methods are looked up that are declared without their type (absolute path); nil for none.
  /// - Returns: nil if the code has no such function.
  public func redefine(_ code: String, file: String?) throws(BuildError) -> SentFunctions? {
    // Most code has none, and the sources need not be read for it.
    guard let functions = Redefinition.functions(in: code), let plan = knownPlan(.debug) else { return nil }
    let scan = try SourceScan.scan(package, plan, reader, readsInterfaces: false)
    do {
      let redefinition = try Redefinition(functions, of: code, file: file, in: sent.read(scan.swift))
      if redefinition.texts.isEmpty { return nil }
      let earlier = sent.all
      for (path, text) in redefinition.texts {
        let names = Set(earlier[path]?.names ?? []).union(redefinition.names[path] ?? [])
        try sent.set(path, text, names: names.sorted())
      }
      return SentFunctions(
        names: redefinition.names.values.flatMap(\.self).sorted(), rest: redefinition.rest, earlier: earlier,
        lines: redefinition.lines)
    } catch let error as Redefinition.Ambiguity {
      throw .rejected([Diagnostic(severity: .error, message: error.description)])
    } catch let error as FileError {
      throw .disk(path: error.path, reason: "\(error.errno)")
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// Goes back to what was in force before.
  public func takeBack(_ functions: SentFunctions) { sent.restore(functions.earlier) }

  /// Goes back to what the files have.
  /// - Returns: whether anything was different.
  public func takeBackAll() -> Bool {
    defer { sent.restore([:]) }
    return !sent.all.isEmpty
  }

  /// The functions that are not those of the files.
  public nonisolated var sentFunctions: [String] { sent.all.values.flatMap(\.names).sorted() }
}
