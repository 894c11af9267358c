import CCrashGuard
import Foundation
import HostSystem

/// Finds function, file and line for addresses in images of the game, with the symboliser of the Swift toolchain.
struct Symbolizer: Sendable {
  /// `llvm-symbolizer`.
  let program: String
  /// Where it runs.
  let folder: String

  /// Takes some 20 ms, or as long as the machine is busy; never on the loop's thread.
  /// - Parameter addresses: of code, innermost first: the faulting instruction, then return addresses.
  func backtrace(of addresses: [UInt], in image: String) async -> Backtrace {
    let offsets = addresses.enumerated().compactMap { index, address in
      // A return address is that of the next instruction, which may be the next line.
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

  /// Where in the file an address lies that is mapped from it.
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
    // What the compiler made up itself says nothing, but for where the fault was.
    let told = own.enumerated().filter { $0.element.hasLine || $0.offset < firstWithLine }
    return Backtrace(
      frames: told.map { _, symbol in
        Backtrace.Frame(
          function: functionName(ofSymbol: symbol.function),
          file: symbol.hasLine ? symbol.file : nil, line: symbol.line)
      },
      trap: trap.map { String($0.function.dropFirst(trapMark.count)) })
  }

  private struct Answer: Decodable {
    let symbols: [Symbol]?

    // The names are llvm-symbolizer's, here and below.
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
