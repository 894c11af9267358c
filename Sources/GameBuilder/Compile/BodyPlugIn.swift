import Foundation
import HostSystem
import SystemPackage

/// The program that the compiler asks for the bodies of a ``WarmSource``: a macro plug-in of the compiler. It runs in a
/// process of its own, and blocks until the host has written the bodies into a pipe.
///
/// Both sides send JSON after its length in eight bytes (SwiftCompilerPluginMessageHandling of swift-syntax). The host
/// prepares the answers, so that the plug-in need not encode anything while the player waits.
public enum BodyPlugIn {
  /// Answers the compiler on standard input and output until it ends, or the host does.
  /// - Parameter path: of the pipe with the ``text(_:)`` of the host.
  public static func run(answersFrom path: String) {
    guard let pipe = NamedPipe.openForReading(path) else { return }
    let input = FileDescriptor.standardInput
    var answers: Answers?
    while let message = readMessage(input) {
      let answer: ArraySlice<UInt8>
      if message.starts(with: Array("{\"getCapability\"".utf8)) {
        answer = capability[...]
      } else {
        guard let known = answers ?? Answers(FileDescriptor(rawValue: pipe.number)) else { return }
        answers = known
        answer = known.answer(to: message)
      }
      guard send(answer, to: .standardOutput) else { return }
    }
  }

  private static let capability = Array(
    #"{"getCapabilityResult":{"capability":{"protocolVersion":7}}}"#.utf8)

  // MARK: The host's side

  /// What the host writes: a line `NUMBER JSON` for each changed body, and at the end a line `* JSON` for all others.
  /// - Parameter bodies: in braces, by number.
  static func text(_ bodies: [Int: [UInt8]]) throws -> [UInt8] {
    var text: [UInt8] = []
    for (number, body) in bodies.sorted(by: { $0.key < $1.key }) {
      text += "\(number) ".utf8
      text += try expansion(String(decoding: body, as: UTF8.self))
    }
    text += "* ".utf8
    return text + (try expansion("{\(BodySplit.placeholderCall)}"))
  }

  private static func expansion(_ source: String) throws -> [UInt8] {
    Array(try JSONEncoder().encode(Answer(expandMacroResult: .init(expandedSource: source)))) + [10]
  }

  private struct Answer: Encodable {
    struct Result: Encodable {
      let expandedSource: String
      var diagnostics: [String] = []
    }
    let expandMacroResult: Result
  }

  // MARK: The plug-in's side

  private struct Answers {
    private var answers: [Int: ArraySlice<UInt8>] = [:]
    private var other: ArraySlice<UInt8> = []

    /// Waits for the host's text. Nil if the host ended.
    init?(_ file: FileDescriptor) {
      var text: [UInt8] = []
      while other.isEmpty {
        guard let part = BodyPlugIn.read(file, atMost: 1 << 16), !part.isEmpty else { return nil }
        text += part
        if text.last == 10 { parse(text) }
      }
    }

    private mutating func parse(_ text: [UInt8]) {
      for line in text.split(separator: 10) {
        guard let space = line.firstIndex(of: 32) else { continue }
        let name = String(decoding: line[..<space], as: UTF8.self)
        if let number = Int(name) { answers[number] = line[(space + 1)...] }
        if name == "*" { other = line[(space + 1)...] }
      }
    }

    /// The message quotes the attribute with its number before anything else of the source.
    func answer(to message: [UInt8]) -> ArraySlice<UInt8> {
      guard let attribute = message.firstRange(of: Array(WarmSource.attribute.utf8)) else { return other }
      let digits = message[attribute.upperBound...].prefix { $0 >= 48 && $0 <= 57 }
      return Int(String(decoding: digits, as: UTF8.self)).flatMap { answers[$0] } ?? other
    }
  }

  private static func readMessage(_ file: FileDescriptor) -> [UInt8]? {
    guard let head = readAll(file, 8) else { return nil }
    let count = head.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    guard count < 1 << 30 else { return nil }
    return readAll(file, Int(count))
  }

  private static func readAll(_ file: FileDescriptor, _ count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < count {
      guard let part = read(file, atMost: count - bytes.count), !part.isEmpty else { return nil }
      bytes += part
    }
    return bytes
  }

  /// Nil if it fails, and empty at the end.
  private static func read(_ file: FileDescriptor, atMost count: Int) -> [UInt8]? {
    var part = [UInt8](repeating: 0, count: count)
    guard let read = try? unsafe part.withUnsafeMutableBytes({ try unsafe file.read(into: $0) }) else {
      return nil
    }
    return Array(part[..<read])
  }

  private static func send(_ answer: ArraySlice<UInt8>, to file: FileDescriptor) -> Bool {
    let length = (0..<8).map { UInt8(truncatingIfNeeded: answer.count >> ($0 * 8)) }
    return (try? file.writeAll(length + answer)) != nil
  }
}
