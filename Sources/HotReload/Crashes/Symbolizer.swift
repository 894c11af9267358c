import CCrashGuard
import Foundation
import HostSystem

/// Finds function, file and line of code addresses in game images with the Swift toolchain's symbolizer.
struct Symbolizer: Sendable {
  /// `llvm-symbolizer`.
  let program: String
  /// Its working directory.
  let folder: String

  /// Takes about 20 ms, longer on a busy machine. Must not be called on the loop's thread.
  /// - Parameter whole: see `Generation.wholeImage`.
  func backtrace(of stack: CallStack, in image: String, describedBy whole: String? = nil) async -> Backtrace {
    let offsets = (stack.inner + stack.outer).map { Self.offset(of: $0, in: image) }
    var (image, known) = (image, offsets.compactMap(\.self))
    guard !known.isEmpty else { return .empty }
    if let whole, let same = FunctionOffsets(from: image, to: whole)?.translate(known) {
      (image, known) = (whole, same)
    }
    let arguments =
      ["--obj=\(image)", "--output-style=JSON", "--skip-line-zero"]
      + known.map { "0x" + String($0, radix: 16) }
    guard let result = try? await ToolRun.run(program, arguments, in: folder), result.succeeded,
      let answers = try? JSONDecoder().decode([Answer].self, from: Data(result.text.utf8))
    else { return .empty }
    let innerCount = offsets.prefix(stack.inner.count).count { $0 != nil }
    let inner = answers.prefix(innerCount).flatMap { $0.symbols ?? [] }
    let outer = answers.dropFirst(innerCount).flatMap { $0.symbols ?? [] }
    return Self.backtrace(
      inner: inner.filter { !$0.isThunk }, skipped: stack.skipped, outer: outer.filter { !$0.isThunk })
  }

  /// The file offset of an address in the mapped image; nil if it is in another file.
  private static func offset(of address: UInt, in image: String) -> UInt? {
    var base: UInt = 0
    guard let path = unsafe crash_guard_image(address, &base), unsafe String(cString: path) == image else {
      return nil
    }
    return address - base
  }

  private static func backtrace(inner: [Symbol], skipped: Int, outer: [Symbol]) -> Backtrace {
    let trapMark = "Swift runtime failure: "
    let trap = inner.first { $0.function.hasPrefix(trapMark) }
    let outer = withoutSDK(outer)
    var own = inner.filter { !$0.function.hasPrefix(trapMark) && !$0.function.isEmpty }
    if skipped == 0 { own = withoutSDK(own) }
    let firstWithLine = own.firstIndex { $0.hasLine } ?? own.endIndex
    // Compiler-generated frames are shown only at the fault itself.
    let shown = own.enumerated().filter { $0.element.hasLine || $0.offset < firstWithLine }
    return Backtrace(
      frames: shown.map { frame(of: $0.element) }, skipped: skipped,
      outerFrames: outer.filter(\.hasLine).map(frame),
      trap: trap.map { String($0.function.dropFirst(trapMark.count)) })
  }

  /// Without the functions of the SDK that called the game's. The frames of a fault in the SDK itself stay.
  private static func withoutSDK(_ frames: [Symbol]) -> [Symbol] {
    guard let last = frames.lastIndex(where: { !$0.function.hasPrefix("$s7GameSDK") }) else { return frames }
    return Array(frames[...last])
  }

  private static func frame(of symbol: Symbol) -> Backtrace.Frame {
    let location = symbol.location
    return Backtrace.Frame(
      function: functionName(ofSymbol: symbol.function), file: location?.file, line: location?.line ?? 0)
  }

  private struct Answer: Decodable {
    let symbols: [Symbol]?

    // The names are those of llvm-symbolizer's JSON, here and below.
    private enum CodingKeys: String, CodingKey { case symbols = "Symbol" }
  }

  private struct Symbol: Decodable {
    let function: String
    private let file: String
    private let line: Int
    /// Where the function begins; empty and 0 if unknown.
    private let startFile: String
    private let startLine: Int
    /// Whether the instruction has no line, and the line is that of an instruction before it.
    private let isApproximate: Bool?

    private enum CodingKeys: String, CodingKey {
      case function = "FunctionName"
      case file = "FileName"
      case line = "Line"
      case startFile = "StartFileName"
      case startLine = "StartLine"
      case isApproximate = "Approximate"
    }

    /// Whether it only calls the function that implements a protocol's requirement.
    var isThunk: Bool { function.hasPrefix("$s") && function.hasSuffix("TW") }

    var hasLine: Bool { location != nil }

    var location: (file: String, line: Int)? {
      // The instruction before it may be of another function, in optimised code.
      if isApproximate == true, startLine > 0, file != startFile || line < startLine {
        return (startFile, startLine)
      }
      return line > 0 && !file.hasSuffix("<compiler-generated>") ? (file, line) : nil
    }
  }
}
