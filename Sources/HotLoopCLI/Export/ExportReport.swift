import Engine
import Foundation
import Glibc
import HostSystem

/// What an export made.
struct ExportReport {
  var name: String
  var folder: String
  /// Such as `x86_64`.
  var processor: String
  var gameBytes: Int64 = 0
  var programBytes: Int64 = 0
  var libraryBytes: Int64 = 0
  var assetBytes: Int64 = 0
  /// From the start of the program to the end of a run of one tick, without a terminal.
  var startMilliseconds = 0.0

  init(name: String, folder: String, processor: String) {
    self.name = name
    self.folder = folder
    self.processor = processor
  }

  private var totalBytes: Int64 { gameBytes + programBytes + libraryBytes + assetBytes }

  /// Such as `glibc 2.36`.
  private static var cLibrary: String {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = unsafe bytes.withUnsafeMutableBytes { bytes in
      unsafe confstr(
        Int32(_CS_GNU_LIBC_VERSION), bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    return count == 0 ? "the C library" : String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// - Parameter current: the folder that shown paths are relative to.
  func text(from current: String) -> String {
    let shown = PathText.isWithin(folder, current) ? PathText.relative(folder, to: current) : folder
    let program = shown.contains("/") ? "\(shown)/\(name)" : "./\(shown)/\(name)"
    return """
      Made \(shown): \(Self.megabytes(totalBytes)) (game \(Self.megabytes(gameBytes)), player \(Self.megabytes(programBytes)), \
      libraries \(Self.megabytes(libraryBytes)), assets \(Self.megabytes(assetBytes))).
      A run of one tick took \(Int(startMilliseconds.rounded())) ms.

      Play it:
        \(program)
      Give it away, for Linux on \(processor) with \(Self.cLibrary) or later:
        tar -czf \(name).tar.gz -C \(PathText.folder(of: shown).isEmpty ? "." : PathText.folder(of: shown)) \(PathText.name(of: shown))
      """
  }

  var json: String {
    let value: JSONValue = [
      "name": .string(name), "folder": .string(folder), "bytes": .integer(totalBytes),
      "game_bytes": .integer(gameBytes), "player_bytes": .integer(programBytes),
      "library_bytes": .integer(libraryBytes), "asset_bytes": .integer(assetBytes),
      "start_ms": .number(startMilliseconds), "processor": .string(processor),
      "c_library": .string(Self.cLibrary),
    ]
    return value.line
  }

  /// `0.4 MB`.
  private static func megabytes(_ bytes: Int64) -> String {
    String(format: "%.1f MB", Double(bytes) / 1_000_000)
  }
}
