import Dispatch
import Engine
import Foundation
import GameBuilder

/// Writes key bindings that were changed on the settings screen to their file, in order, off the loop's thread.
struct KeySave: Sendable {
  /// The file at the start of the run.
  let path: String
  let place: PackagePlace
  let events: EventBus

  private static let disk = DispatchQueue(label: "hotloop.keys")

  func write(_ text: String) {
    Self.disk.async {
      let path = place.current(path)
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
