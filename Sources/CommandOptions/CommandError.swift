import ArgumentParser
import Foundation

/// Ends the program with a message on standard error and status 1.
public struct CommandError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

/// Prints a message about what is given on the command line, with how the command is used, and returns the status 64 to
/// throw. (A `ValidationError` that `run` throws prints how `hotloop` is used, whatever the command.)
public func refusal(_ message: String, usage: String? = nil) -> ExitCode {
  let lines = ["Error: \(message)"] + (usage.map { ["Usage: \($0)"] } ?? [])
  FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
  return ExitCode.validationFailure
}

/// Prints what somebody should know who started the program, on standard error.
public func notice(_ text: String) { FileHandle.standardError.write(Data("hotloop: \(text)\n".utf8)) }
