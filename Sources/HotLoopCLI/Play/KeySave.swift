import Dispatch
import Engine
import Foundation

/// Writes the bindings that were changed on the screen to their file, off the loop's thread and in their order.
struct KeySave: Sendable {
  let path: String
  let queue: SafePointQueue<GameLoop>

  private static let disk = DispatchQueue(label: "hotloop.keys")

  func write(_ text: String) {
    Self.disk.async {
      do {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
      } catch {
        let reason = "\(path) cannot be written: \(error.localizedDescription)"
        queue.post { $0.board.post(reason, .bad, seconds: 8) }
      }
    }
  }
}
