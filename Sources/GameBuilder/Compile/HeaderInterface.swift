import HostSystem

/// What Swift files can see of the game's C headers: their declarations, read from what clang's preprocessor makes of them.
///
/// A header that it cannot read with confidence is one part, on which every file depends.
struct HeaderInterface: Sendable {
  let package: GamePackage
  let plan: BuildPlan
  let scan: SourceScan

  /// The interface of the last headers, kept from one run to the next.
  private struct Record: Codable {
    let key: ContentHash
    let interface: FileInterface
  }

  /// A hash of everything that the interface depends on.
  var key: ContentHash {
    var key = plan.fingerprint
    key.combine(scan.headerTexts())
    return key
  }

  /// Runs the preprocessor if the headers are not those of the last call.
  func read() async throws(BuildError) -> FileInterface {
    let key = self.key
    let record = JSONRecord<Record>(
      path: "\(package.state)/interface-\(plan.configuration.rawValue).json")
    if let known = record.read(), known.key == key { return known.interface }
    let parts = try await parts()
    // A header that was saved meanwhile: the parts are those of another version.
    guard scan.headers.allSatisfy({ isUnchanged($0) }) else {
      return FileInterface(path: "", parts: scan.headers.map { unread($0.text) })
    }
    let interface = FileInterface(path: "", parts: parts)
    record.write(Record(key: key, interface: interface))
    return interface
  }

  private func isUnchanged(_ header: SourceScan.Header) -> Bool {
    (try? DiskFile.read(header.path)).map { ContentHash(of: $0) } == header.content
  }

  private func parts() async throws(BuildError) -> [InterfacePart] {
    guard let headers = try await preprocess() else { return scan.headers.map { unread($0.text) } }
    let missing = scan.headers.filter { !headers.files.contains($0.path) }
    let uncertain = scan.headers.filter { $0.text.isConditional || headers.hasOtherDirectives }
    // A header of somebody else that is included is not read here. What it declares is in the plan's fingerprint.
    return (missing + uncertain).map { common($0.text.hash) } + scan.headers.map { common($0.text.includes) }
      + headers.parts
  }

  /// What it declares is not known, so not even what a file may find through it.
  private func unread(_ text: HeaderText) -> InterfacePart {
    InterfacePart(scope: .everything, hash: text.hash, mentions: [], language: .c, role: .unread)
  }

  private func common(_ hash: ContentHash) -> InterfacePart {
    InterfacePart(scope: .everything, hash: hash, mentions: [], language: .c)
  }

  /// Returns nil if that fails: the compilers report why.
  private func preprocess() async throws(BuildError) -> PreprocessedHeaders? {
    // Both give declarations other names for Swift.
    guard !plan.compile.importsCxx, !scan.headers.contains(where: { $0.path.hasSuffix(".apinotes") }) else {
      return nil
    }
    // A header of a target without C files may be wrong without any compiler reading it.
    let targets = package.targets.dropFirst().filter { target in
      plan.cFiles.contains { PathText.isWithin($0.source, target.folder) }
    }
    let paths = scan.headers.map(\.path).filter { path in
      path.hasSuffix(".h") && targets.contains { PathText.isWithin(path, $0.folder + "/include") }
    }
    if paths.isEmpty { return nil }
    let result: ToolResult
    do {
      result = try await ToolRun.run(
        plan.toolchain.clang,
        ["-target", plan.toolchain.triple, "-std=gnu11"] + plan.compile.clangOptions
          + ["-D__swift__", "-E", "-dD", "-w", "-x", "c"] + paths.flatMap { ["-include", $0] } + [
            "/dev/null"
          ],
        in: package.root)
    } catch .cancelled {
      throw .cancelled
    } catch {
      return nil
    }
    guard result.succeeded else { return nil }
    return PreprocessedHeaders(Array(result.text.utf8), in: targets.map(\.folder))
  }
}
