/// What has happened to a service, for the report.
struct ServiceReport: Sendable {
  enum What: Sendable {
    case started
    /// - Parameter wasLeft: whether it had been left alone.
    case ended(ServiceLaunch.End, wasLeft: Bool)
    /// It did not end in time.
    case hung
    case overflow(waiting: Int)
    /// Of messages that the code which runs cannot read.
    case foreignMessages
  }

  let service: String
  /// Nil if it is about none.
  let run: ServiceRun?
  let what: What

  init(_ service: BackgroundService, _ run: ServiceRun?, _ what: What) {
    self.service = service.name
    self.run = run
    self.what = what
  }
}
