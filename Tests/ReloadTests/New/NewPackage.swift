import Foundation

/// A package that `hotloop new` makes for a test. Its name is always the same, so that HotLoop itself is built once for all of them.
enum NewPackage {
  static let name = "my-game"
  private static let folder = TestPackage.repository.appendingPathComponent(".build/stories/new")

  /// In the place of the one before, with its build products.
  static func make(_ template: String) throws -> TestPackage {
    let files = FileManager.default
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    let (root, kept) = (folder.appending(path: name), folder.appending(path: "products"))
    let products = root.appending(path: ".build")
    if files.fileExists(atPath: products.path) { try files.moveItem(at: products, to: kept) }
    try? files.removeItem(at: root)
    let command = "\(TestPackage.hotloop) new \(name) --template \(template)"
    let (status, output) = try TestPackage(at: folder).shell(command)
    guard status == 0, output.contains("cd \(name) && ") else { throw TestFailure(output) }
    if files.fileExists(atPath: kept.path) { try files.moveItem(at: kept, to: products) }
    return TestPackage(at: root)
  }
}
