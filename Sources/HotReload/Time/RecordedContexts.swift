import Engine
import Timeline

/// Makes what the contexts of one recording stand for available to code. The thread that may use the services.
final class RecordedContexts {
  private let services: HostServices
  /// By number. A content that several contexts have is one object, which the game reads once.
  private var contents: [UInt32: AssetContent] = [:]
  private var revisions: [ObjectIdentifier: UInt64] = [:]

  init(_ services: HostServices) { self.services = services }

  /// - Parameter recording: has its files.
  func context<Other>(
    _ recorded: RecordedContext, of recording: RecordedTimeline<Other>, _ generation: Generation
  ) -> StepContext {
    func files(_ files: [RecordedContext.File]) -> [String: AssetContent] {
      Dictionary(files.map { ($0.name, content($0.content, of: recording)) }) { first, _ in first }
    }
    return StepContext(
      recorded: recorded, generation,
      assets: services.assets.contents(of: files(recorded.assets), &revisions),
      stored: services.stored.contents(of: files(recorded.stored)))
  }

  private func content<Other>(_ number: UInt32, of recording: RecordedTimeline<Other>) -> AssetContent {
    if let known = contents[number] { return known }
    let new = AssetContent(recording.files[Int(number)])
    contents[number] = new
    return new
  }
}
