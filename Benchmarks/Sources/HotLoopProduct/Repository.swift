import Foundation

/// The clone of HotLoop that these programs were built in.
public enum Repository {
  /// Absolute path.
  public static let root: String = {
    // This file is at Benchmarks/Sources/HotLoopProduct/Repository.swift.
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url.path
  }()
}
