extension HostEvent {
  /// What has happened to a service of the game.
  public struct ServiceChange: Sendable, Equatable {
    public enum Kind: String, Sendable {
      case started, ended
      /// Its code threw an error.
      case failed
      case crashed
      /// It did not end in time, and is left alone.
      case hung
      /// A message to it was dropped, because too many wait.
      case overflow
      /// A message was dropped, because the code that is to read it was compiled with another layout.
      case foreign
    }

    /// `MODULE/NAME`.
    public var service: String
    public var kind: Kind
    /// The generation whose code it is; nil if none runs.
    public var generation: UInt64?
    /// One line; empty if there is nothing to say.
    public var reason: String
    /// Of a crash or an error.
    public var details: Deferred<CrashDetails>?

    public init(
      service: String, kind: Kind, generation: UInt64?, reason: String = "",
      details: Deferred<CrashDetails>? = nil
    ) {
      self.service = service
      self.kind = kind
      self.generation = generation
      self.reason = reason
      self.details = details
    }
  }
}

extension HostEvent.ServiceChange {
  /// `Service Game/levels crashed in code of generation 3`.
  public var title: String {
    let code = generation.map { " in code of generation \($0)" } ?? ""
    return switch kind {
    case .started: "service \(service) runs\(code)"
    case .ended: "service \(service) has ended\(code)"
    case .failed: "service \(service) failed\(code)"
    case .crashed: "service \(service) crashed\(code)"
    case .hung: "service \(service) did not end\(code)"
    case .overflow, .foreign: "a message to service \(service) was dropped"
    }
  }

  /// With the reason.
  public var text: String { reason.isEmpty ? title : "\(title): \(reason)" }

  public var isProblem: Bool { kind != .started && kind != .ended }

  /// Waits for the details.
  var lines: [LogLine] {
    if !isProblem { return [LogLine(text)] }
    let details = details?.wait()
    let places = details.map { ($0.location.map { ["at " + $0] } ?? []) + $0.backtrace } ?? []
    let level: LogLine.Level = kind == .failed || kind == .crashed ? .error : .warning
    return EventText.block("\(title): \(details?.reason ?? reason)", level, places)
  }

  /// Waits for the details.
  var members: [String: JSONValue] {
    let details = details?.wait()
    var members: [String: JSONValue] = [
      "service": .string(service), "kind": .string(kind.rawValue),
      "reason": .string(details?.reason ?? reason),
    ]
    if let generation { members["generation"] = .unsigned(generation) }
    if let details { members.merge(details.places) { $1 } }
    return members
  }
}
