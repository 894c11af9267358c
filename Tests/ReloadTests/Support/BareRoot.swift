import Foundation

/// A root folder with the C library, an exported game, and nothing else.
enum BareRoot {
  /// Runs the program of a game in it.
  /// - Parameter game: the folder of the game.
  static func run(_ program: String, _ options: String, of game: URL) throws -> (
    status: Int32, output: String
  ) {
    let root = game.deletingLastPathComponent().appending(path: "root-\(UUID())")
    defer { try? FileManager.default.removeItem(at: root) }
    for folder in ["proc", "tmp", "game", "lib", "lib64"] {
      try FileManager.default.createDirectory(
        at: root.appending(path: folder), withIntermediateDirectories: true)
    }
    let loader = "$(readlink -f /lib64/ld-linux-x86-64.so.2 || readlink -f /lib/ld-linux-aarch64.so.1)"
    return try TestPackage(at: root).shell(
      """
      loader=\(loader) && cp $loader lib64/ld-linux-x86-64.so.2 && cp $loader lib/ld-linux-aarch64.so.1 && \
      for name in libc.so.6 libm.so.6; do cp $(dirname $loader)/$name lib/ && cp lib/$name lib64/; done && \
      exec unshare --map-root-user --mount sh -c "mount --bind \(game.path) game && mount --rbind /proc proc && \
      exec chroot . /game/\(program) \(options)"
      """)
  }
}
