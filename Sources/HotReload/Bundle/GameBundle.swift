import Foundation
import HostSystem

/// The folder of an exported game: a program, and beside it all that it needs on a machine without Swift.
///
///     cinder/cinder           the program: `hotloop-player`
///     cinder/lib/game.so      the game's image
///     cinder/lib/game.json    ``Description``
///     cinder/lib/*.so*        Swift's runtime and the other libraries that both need, without the C library
///     cinder/assets/          the game's files
public struct GameBundle: Sendable {
  /// What the player has to know of the game.
  public struct Description: Codable, Sendable, Equatable {
    public static let currentFormat = 1

    public var format = currentFormat
    /// Of the package, which is that of the program.
    public var name: String
    /// Of the source that the image was built from. Recordings have it, so that the author's clone finds the same code.
    public var sourceHash: String
    /// Of the game's source, as git describes it; empty if it is not known.
    public var revision: String
    /// The HotLoop that exported it, as `hotloop --version` prints it.
    public var hotloop: String
    /// Whether the player has the keys of the author: pausing at single ticks, rewinding, frame times.
    public var developerKeys: Bool

    public init(name: String, sourceHash: String, revision: String, hotloop: String, developerKeys: Bool) {
      self.name = name
      self.sourceHash = sourceHash
      self.revision = revision
      self.hotloop = hotloop
      self.developerKeys = developerKeys
    }
  }

  /// Why a folder is not used as a bundle.
  public struct Unusable: Error, CustomStringConvertible {
    public let description: String
  }

  public let root: String

  public init(root: String) { self.root = root }

  public var libraries: String { root + "/lib" }
  public var image: String { libraries + "/game.so" }
  public var assets: String { root + "/assets" }
  var descriptionFile: String { libraries + "/game.json" }

  /// Whether a folder was made by an export.
  public var exists: Bool { DiskFile.isFile(descriptionFile) }

  public func readDescription() throws(Unusable) -> Description {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try DiskFile.read(descriptionFile) } catch {
      throw Unusable(description: "\(error); the folder of the game is incomplete: unpack it again")
    }
    guard let description = try? JSONDecoder().decode(Description.self, from: Data(bytes)),
      description.format == Description.currentFormat
    else {
      throw Unusable(
        description: "\(descriptionFile): damaged, or of another version of the game: unpack it again")
    }
    return description
  }

  public func write(_ description: Description) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try DiskFile.write(Array(try encoder.encode(description)) + [0x0A], to: descriptionFile)
  }
}
