/// A generated game of a given size. Its functions do arithmetic and call each other across files, like the rules of a
/// game.
struct GeneratedGame {
  let lines: Int
  let linesPerFile: Int
  /// Size of the pool in its world.
  var worldBytes = 1 << 10
  /// Whether all but the type of the game is in a library of the same package.
  var isInLibrary = false

  static let library = "Kit"
  /// Of the files with the functions.
  var partFolder: String { isInLibrary ? Self.library : "Game" }

  /// Lines of one function of `part(_:)`, including the blank line after it.
  private static let functionLines = 11

  private var functionsPerFile: Int { max(2, linesPerFile / Self.functionLines) }
  private var fileCount: Int { max(2, lines / linesPerFile) }

  /// Path in the package → content.
  var files: [String: String] {
    var files = ["Game/World/include/world.h": header, "Game/World/world.c": "#include \"world.h\"\n"]
    files["Game/Bench.swift"] = entry
    files[TweakKeys.file] = TweakKeys.source
    for index in 0..<fileCount { files["\(partFolder)/Part\(index).swift"] = part(index) }
    return files
  }

  private var header: String {
    """
    #ifndef BENCH_WORLD_H
    #define BENCH_WORLD_H
    #include "game_abi.h"
    typedef struct Block { float values[256]; } Block;
    HOTLOOP_POOL(Block);
    typedef struct World {
      WorldHeader header;
      float result;
      BlockPool blocks;
    } World;
    #endif

    """
  }

  private var entry: String {
    // Interpolated, so that tools do not take them for imports of this module.
    """
    import \("GameSDK")
    import \("World")\(isInLibrary ? "\nimport \(Self.library)" : "")

    extension BlockPool: Pool { public typealias Element = Block }

    struct Bench: Game {
      enum Action: Int, GameAction { case go }

      mutating func start(_ world: inout World, _ setup: Setup) {
        for _ in 0..<\(worldBytes / 1024) { world.blocks.append(Block()) }
      }

      mutating func step(_ world: inout World, _ tick: Tick<Action>) {
        world.result = \((0..<fileCount).map { "Part\($0).run(1)" }.prefix(8).joined(separator: " + "))
      }

      func draw(_ world: borrowing World, on canvas: inout Canvas) {
        canvas.text("\\(world.result)", column: 2, row: 4)
        canvas.text(Marker.text, column: 2, row: 5)
      }
    }

    """
  }

  private func part(_ index: Int) -> String {
    let functions = (0..<functionsPerFile).map { function in
      """
        static func rule\(function)(_ x: Float, _ y: Float) -> Float {
          let dx = x * factor - y
          let dy = y * 0.5 + x / \(function + 2)
          var sum: Float = 0
          for step in 0..<\(function % 5 + 3) {
            let t = Float(step) * 0.25
            if dx * t > dy { sum += dx * dx + t } else { sum -= dy * t - 1 }
          }
          return sum + \(call(from: function, in: index))
        }
      """
    }
    return """
      \(access)enum Part\(index) {
        static let factor: Float = 1

        \(access)static func run(_ x: Float) -> Float { rule\(functionsPerFile - 1)(x, factor) }

      \(functions.joined(separator: "\n\n"))
      }

      """
  }

  private var access: String { isInLibrary ? "public " : "" }

  /// Each function calls the previous one; the first one calls into the next file.
  private func call(from function: Int, in index: Int) -> String {
    if function > 0 { return "rule\(function - 1)(dx, dy)" }
    return index + 1 < fileCount ? "Part\(index + 1).rule0(dx, dy)" : "dx"
  }
}
