import CommandOptions
import Engine
import HotReload

/// Recordings that a client begins and ends.
extension ControlHandler {
  func record(_ request: ControlRequest) throws(ControlError) -> JSONValue {
    guard request.argument != nil else { return try endRecording() }
    let path = try path(request)
    do { try RecordedFile(path: path).check("record", replaces: false) } catch {
      throw ControlError("\(error)")
    }
    let file = RecordingFile(path: path) { [loop] error in
      loop.post { $0.events.emit(.recordingFailed(path: path, reason: "\(error)")) }
    }
    return onGame { game throws(ControlError) in
      if let known = game.recording(by: .client) {
        throw ControlError("the run is being recorded to \(known); end that with `hotloop ctl record`")
      }
      if let reason = game.record(to: file, by: .client) { throw ControlError(reason) }
      return ["ok": true, "path": .string(path)]
    }
  }

  private func endRecording() throws(ControlError) -> JSONValue {
    let ended = game.call(timeout: Self.timeout) { $0.endRecordings(by: .client) }
    guard let ended else { throw .loopTimeout }
    guard let file = ended.first else {
      throw ControlError("nothing is recorded to a file of yours; begin with `hotloop ctl record FILE`")
    }
    // Here, not on the loop's thread.
    if let failure = file.waitUntilWritten() { throw ControlError("the recording is incomplete: \(failure)") }
    return ["ok": true, "path": .string(file.path)]
  }
}
