import Engine
import GameBuilder
import HostSystem

extension ReloadableGame {
  /// Reports the values that are lost with the end of the run: those that no file has.
  public func endTweaks() -> [HostEvent.Tweak] {
    guard let session = tweaking.session else { return [] }
    var files: [String: [LiteralPlace]] = [:]
    // A file that was written a moment ago may not have been recognised yet.
    func isWritten(_ id: LiveLiteral.ID, _ value: String) -> Bool {
      if files[id.path] == nil, let bytes = try? DiskFile.read(id.path) {
        files[id.path] = LiteralPlace.places(in: bytes, file: "")
      }
      guard let places = files[id.path], places.indices.contains(id.index) else { return false }
      return places[id.index].text == value
    }
    let lost = session.values.filter { !isWritten($0, $1) }.map { id, value in
      tweaking.event(.init(id: id, from: value, to: session.source.text(of: id) ?? ""))
    }.sorted { ($0.path, $0.line) < ($1.path, $1.line) }
    if !lost.isEmpty { events.emit(.tweaksReverted(lost, cause: .ended)) }
    return lost
  }
}
