import GameSDK
import Glibc
import World

/// How a run stands, for others to see.
struct Standing: BitwiseCopyable, Sendable, Equatable {
  var wave: Int32
  var score: Int32
  var lives: Int32

  var text: String { "wave \(wave), \(score) points, \(lives) lives\n" }
}

/// Writes how the run stands to `live.txt`, for programs that show it elsewhere, such as those for streams. Only if there is such a
/// file: who wants it makes an empty one. The disk, or a folder in a network, may take its time: the game does not wait.
let liveScore = Service("live-score", receives: Standing.self)

enum LiveScore {
  /// Beside what the game stores; nil if there is no such folder.
  static var path: String? {
    func variable(_ name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }
    let folder = variable("XDG_DATA_HOME") ?? variable("HOME").map { $0 + "/.local/share" }
    return folder.map { $0 + "/cinder/live.txt" }
  }

  /// The code of the service.
  @Sendable static func serve(_ game: ServiceEnd<Standing, NoMessage>) throws {
    guard let path else { return }
    while var standing = game.receive() {
      // Only the newest one matters.
      while let newer = game.receive(within: .zero) { standing = newer }
      try write(standing, to: path)
    }
  }

  static func write(_ standing: Standing, to path: String) throws {
    // Does not make the file.
    guard let file = unsafe fopen(path, "r+") else { return }
    defer { unsafe fclose(file) }
    let text = standing.text
    guard unsafe ftruncate(fileno(file), 0) == 0, unsafe fputs(text, file) >= 0, unsafe fflush(file) == 0
    else {
      throw LiveScoreError(path: path, reason: unsafe String(cString: strerror(errno)))
    }
  }
}

struct LiveScoreError: Error, CustomStringConvertible {
  let path: String
  let reason: String
  var description: String { "\(path) cannot be written: \(reason)" }
}

extension Cinder {
  func serveLiveScore() { liveScore.restart(LiveScore.serve) }

  /// Tells the service how a run of the player stands: when that has changed, and once a second. What a tick sends that is
  /// computed again, as in a loop, does not arrive, and the run may go on from there.
  mutating func reportStanding(_ world: borrowing World, _ tick: Tick<Action>) {
    guard world.pilot == .keys, world.phase != .title else { return }
    let standing = Standing(wave: world.wave, score: world.score, lives: world.lives)
    if standing == reported, !tick.number.isMultiple(of: 60) { return }
    reported = standing
    liveScore.send(standing)
  }
}
