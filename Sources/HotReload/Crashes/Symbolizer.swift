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
  /// - Parameter addresses: of code, innermost first: the faulting instruction, then return addresses.
  func backtrace(of addresses: [UInt], in image: String) async -> Backtrace {
    let offsets = addresses.enumerated().compactMap { index, address in
      // A return address points to the next instruction, which may belong to the next line.
      Self.offset(of: index == 0 ? address : address - 1, in: image)
    }
    guard !offsets.isEmpty else { return .empty }
    let arguments =
      ["--obj=\(image)", "--output-style=JSON", "--skip-line-zero"]
      + offsets.map { "0x" + String($0, radix: 16) }
    guard let result = try? await ToolRun.run(program, arguments, in: folder), result.succeeded,
      let answers = try? JSONDecoder().decode([Answer].self, from: Data(result.text.utf8))
    else { return .empty }
    return Self.backtrace(of: answers.flatMap { $0.symbols ?? [] })
  }

  /// The file offset of an address in the mapped image; nil if it is in another file.
  private static func offset(of address: UInt, in image: String) -> UInt? {
    var base: UInt = 0
    guard let path = unsafe crash_guard_image(address, &base), unsafe String(cString: path) == image else {
      return nil
    }
    return address - base
  }

  private static func backtrace(of symbols: [Symbol]) -> Backtrace {
    let trapMark = "Swift runtime failure: "
    let trap = symbols.first { $0.function.hasPrefix(trapMark) }
    let own = symbols.filter { !$0.function.hasPrefix(trapMark) && !$0.function.isEmpty }
    let firstWithLine = own.firstIndex { $0.hasLine } ?? own.endIndex
    // Compiler-generated frames are shown only at the fault itself.
    let shown = own.enumerated().filter { $0.element.hasLine || $0.offset < firstWithLine }
    return Backtrace(
      frames: shown.map { _, symbol in
        Backtrace.Frame(
          function: functionName(ofSymbol: symbol.function),
          file: symbol.hasLine ? symbol.file : nil, line: symbol.line)
      },
      trap: trap.map { String($0.function.dropFirst(trapMark.count)) })
  }

  private struct Answer: Decodable {
    let symbols: [Symbol]?

    // The names are those of llvm-symbolizer's JSON, here and below.
    private enum CodingKeys: String, CodingKey { case symbols = "Symbol" }
  }

  private struct Symbol: Decodable {
    let function: String
    let file: String
    let line: Int

    private enum CodingKeys: String, CodingKey {
      case function = "FunctionName"
      case file = "FileName"
      case line = "Line"
    }

    var hasLine: Bool { line > 0 && !file.hasSuffix("<compiler-generated>") }
  }
}
