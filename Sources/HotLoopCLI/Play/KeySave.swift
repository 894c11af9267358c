import Dispatch
import Engine
import Foundation

/// Writes key bindings that were changed on the settings screen to their file, in order, off the loop's thread.
struct KeySave: Sendable {
  let path: String
  let events: EventBus

  private static let disk = DispatchQueue(label: "hotloop.keys")

  func write(_ text: String) {
    Self.disk.async {
      do {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
      } catch {
        events.emit(.keysNotSaved(reason: "\(path) cannot be written: \(error.localizedDescription)"))
      }
    }
  }

  /// Waits until everything is written.
  static func flush() { disk.sync {} }
}
