import Engine
import Timeline

/// Makes what a recorded context stands for available to code. The thread that may use the services.
final class RecordedContexts {
  private let services: HostServices
  private var revisions: [ObjectIdentifier: UInt64] = [:]

  init(_ services: HostServices) { self.services = services }

  /// - Parameter recording: has its files.
  func context<Other>(
    _ recorded: RecordedContext, of recording: RecordedTimeline<Other>, _ generation: Generation
  ) -> StepContext {
    func files(_ files: [RecordedContext.File]) -> [String: AssetContent] {
      Dictionary(files.map { ($0.name, recording.files[Int($0.content)]) }) { first, _ in first }
    }
    return StepContext(
      recorded: recorded, generation,
      assets: services.assets.contents(of: files(recorded.assets), &revisions),
      stored: services.stored.contents(of: files(recorded.stored)))
  }
}
