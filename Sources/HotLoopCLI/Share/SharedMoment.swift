import CGameABI
import CommandOptions
import Foundation
import Timeline
import WorldState

/// The content of a shared moment but for its recording, which is read from the file itself. All of it is data from somebody
/// else: nothing of it is compiled, run, or used as a name of a file to write.
struct SharedMoment {
  let path: String
  let about: MomentAbout
  let world: Snapshot
  let sources: MomentSources

  /// Reads a file and checks all of it.
  init(_ path: String) throws {
    do {
      let file = try MomentFile(path)
      self.path = path
      about = try Self.decode(.about, of: file)
      sources = try Self.decode(.sources, of: file)
      world = try Snapshot(encoded: file.content(of: .world))
      // Entries have checksums of their own, but nothing before this reads them.
      _ = try file.content(of: .run)
    } catch let error as SnapshotError {
      throw CommandError("\(path): \(error)")
    } catch {
      throw CommandError("\(error)")
    }
    guard world.header.tick == about.tick else {
      throw CommandError("\(path): damaged: it tells of tick \(about.tick) and has the world of another one")
    }
    if let file = sources.files.first(where: { !ForeignText.isPath($0.path) }) {
      throw CommandError(
        "\(path): it has a file that is in no package: \(ForeignText.line(file.path)); ask for the file again"
      )
    }
  }

  private static func decode<Content: Decodable>(
    _ section: MomentSection, of file: MomentFile
  ) throws -> Content {
    do {
      return try JSONDecoder().decode(Content.self, from: Data(file.content(of: section)))
    } catch is DecodingError {
      throw MomentError.damaged(
        path: file.path, reason: "its \(section.rawValue) cannot be read; a newer HotLoop may have written it"
      )
    }
  }

  /// JSON with sorted members.
  static func encode(_ content: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(content) else { preconditionFailure("texts and numbers") }
    return Array(data)
  }
}
