import Foundation
import Testing

@Suite("Documents")
struct DocumentTests {
  private static let documents: [SourceFile] =
    Repository.files(below: "docs", ["md"])
    + ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"].compactMap { name in
      (try? String(contentsOf: Repository.root.appendingPathComponent(name), encoding: .utf8)).map {
        SourceFile(path: name, text: $0)
      }
    }

  @Test("Every relative link of a document leads to a file, and every anchor to a heading")
  func links() throws {
    #expect(Self.documents.count >= 4)
    for document in Self.documents {
      for match in document.text.matches(of: /\]\(([^)\s]+)\)/) {
        let link = String(match.1)
        if link.hasPrefix("http://") || link.hasPrefix("https://") { continue }
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let folder = Repository.root.appendingPathComponent(document.path).deletingLastPathComponent()
        let target =
          parts[0].isEmpty
          ? Repository.root.appendingPathComponent(document.path)
          : folder.appendingPathComponent(String(parts[0])).standardizedFileURL
        #expect(FileManager.default.fileExists(atPath: target.path), "\(document.path): \(link)")
        if parts.count == 2, target.pathExtension == "md" {
          let text = try String(contentsOf: target, encoding: .utf8)
          #expect(Self.anchors(of: text).contains(String(parts[1])), "\(document.path): \(link)")
        }
      }
    }
  }

  @Test("Every source file or folder that a document names in backticks exists")
  func paths() {
    let path = /`((?:Sources|Tests|Benchmarks|Game|assets|docs|\.ci)\/[A-Za-z0-9_\-+.\/]+)`/
    for document in Self.documents where document.path != "CHANGELOG.md" {
      for match in document.text.matches(of: path) {
        let target = Repository.root.appendingPathComponent(String(match.1)).path
        #expect(FileManager.default.fileExists(atPath: target), "\(document.path): \(match.1)")
      }
    }
  }

  @Test("The README has at most 150 lines")
  func readme() {
    let readme = Self.documents.first { $0.path == "README.md" }
    #expect((readme?.text.count { $0.isNewline } ?? .max) <= 150)
  }

  /// As GitHub makes them from headings.
  private static func anchors(of text: String) -> Set<String> {
    Set(
      text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("#") }.map { heading in
        heading.drop { $0 == "#" || $0 == " " }.lowercased()
          .filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
          .replacing(" ", with: "-")
      })
  }
}
