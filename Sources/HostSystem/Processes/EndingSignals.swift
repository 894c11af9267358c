import Dispatch
import Glibc

/// Receives the signals that would end this process: SIGINT, SIGTERM and SIGHUP. What was started to ignore them, such as by
/// `nohup`, ignores them still.
public struct EndingSignals {
  private static let all = [(SIGINT, "SIGINT"), (SIGTERM, "SIGTERM"), (SIGHUP, "SIGHUP")]

  private let numbers: [Int32]
  private let sources: [any DispatchSourceSignal]

  /// - Parameter receive: gets the number and the name, on any thread.
  public init(_ receive: @escaping @Sendable (Int32, String) -> Void) {
    let received = Self.all.filter { !InheritedState.ignores($0.0) }
    numbers = received.map(\.0)
    sources = received.map { number, name in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { receive(number, name) }
      source.resume()
      return source
    }
  }

  /// Ignores the signals from now on.
  public func cancel() { for source in sources { source.cancel() } }

  /// Lets the signals end the process again.
  public func restore() {
    cancel()
    for number in numbers { signal(number, SIG_DFL) }
  }
}
