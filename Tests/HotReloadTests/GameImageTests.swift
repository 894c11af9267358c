import CCrashGuard
import CGameABI
import Engine
import Foundation
import Testing
import WorldState

@testable import HotReload

/// Libraries that the host accepts as games, and libraries that it rejects with a reason.
@Suite("Loading an image")
struct GameImageTests {
  /// A game in C that the host accepts. Tests replace parts of it.
  private static let good = """
    #include "game_abi.h"
    static HotloopStatus start(WorldHeader *w) { return HotloopStatusOK; }
    static HotloopStatus step(WorldHeader *w, const TickInfo *t) { return HotloopStatusOK; }
    static HotloopStatus draw(const WorldHeader *w, const Frame *f) { return HotloopStatusOK; }
    static const LayoutField fields[] = {
      {"header", 0, 0, 1, 1, FieldKindStruct}, {"score", 0, 128, 1, 0, FieldKindInt64},
      {"magic", 0, 0, 1, 0, FieldKindUInt32}, {"abi_version", 0, 4, 1, 0, FieldKindUInt32},
      {"header_size", 0, 8, 1, 0, FieldKindUInt32}, {"world_version", 0, 12, 1, 0, FieldKindUInt32},
      {"layout_hash", 0, 16, 1, 0, FieldKindUInt64}, {"bytes_used", 0, 24, 1, 0, FieldKindUInt64},
      {"bytes_reserved", 0, 32, 1, 0, FieldKindUInt64}, {"tick", 0, 40, 1, 0, FieldKindUInt64},
      {"random_state", 0, 48, 4, 0, FieldKindUInt64, 0, true}, {"unused", 0, 80, 6, 0, FieldKindUInt64, 0, true}};
    static const LayoutStruct structs[] = {{"World", 136, 8, 0, 2}, {"WorldHeader", 128, 8, 2, 10}};
    static const LayoutTable layout = {structs, 2, 12, fields};
    static GameTable table = {.abi_version = HOTLOOP_ABI_VERSION, .struct_size = sizeof(GameTable), .name = "C game",
      .layout = &layout, .start = start, .step = step, .draw = draw};
    const GameTable *hotloop_game(const HostTable *host) { return &table; }
    """

  private static let services = HostServices(assets: AssetStore()) { _, _ in }

  private func load(_ source: String) throws -> GameImage {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hotloop-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent("game.c")
    try Data(source.utf8).write(to: file)
    let header = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources/CGameABI/include").path
    let image = folder.appendingPathComponent("game.so").path
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = ["clang", "-shared", "-fPIC", "-w", "-I", header, file.path, "-o", image]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0)
    return try GameImage.load(path: image, services: Self.services)
  }

  @Test("A library that follows the contract is a game, in any language")
  func accepted() throws {
    let image = try load(Self.good)
    #expect(image.name == "C game")
    #expect(image.layout.world.fields.map(\.name) == ["header", "score"])
    #expect(image.actions.isEmpty && image.ticksPerSecond == nil)
  }

  @Test("An entry function that crashes is rejected, and the next image is loaded")
  func crashingEntry() throws {
    crash_guard_install(nil)
    #expect {
      _ = try load(Self.good.replacing("return &table;", with: "*(volatile int *)8 = 1; return &table;"))
    } throws: { error in
      guard case .crashed(let report)? = error as? LoadError else { return false }
      return report.signal == SIGSEGV && "\(error)".contains("hotloop_game")
    }
    #expect(try load(Self.good).name == "C game")
  }

  /// The game above, with a table of `size` bytes (a C expression) that ends at an inaccessible page. All callbacks and
  /// defaults are set, so that only the size decides which of them the host may use.
  private static func sized(_ size: String) -> String {
    good
      .replacing(
        "#include", with: "#include <string.h>\n#include <sys/mman.h>\n#include <unistd.h>\n#include"
      )
      .replacing(
        "static GameTable table",
        with: """
          static HotloopStatus stop(WorldHeader *w) { return HotloopStatusFailed; }
          static HotloopStatus before(WorldHeader *w, const ReloadInfo *i) { return HotloopStatusFailed; }
          static const int64_t five = 5;
          static const LayoutDefault defaults[] = {{"World", "score", &five, 8, 0}};
          static GameTable table
          """
      )
      .replacing(
        ".draw = draw}",
        with:
          ".draw = draw, .before_reload = before, .stop = stop, .defaults = defaults, .default_count = 1, .min_columns = 60, .min_rows = 18}"
      )
      .replacing(
        "return &table;",
        with: """
          long page = sysconf(_SC_PAGESIZE);
          unsigned size = \(size);
          char *pages = mmap(0, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
          mprotect(pages + page, page, PROT_NONE);
          table.struct_size = size;
          return memcpy(pages + page - size, &table, size < sizeof table ? size : sizeof table);
          """)
  }

  @Test(
    "A table of an older or newer version is accepted: missing fields are NULL or 0, additional ones are ignored",
    arguments: [
      ("offsetof(GameTable, before_reload)", false, false, 0, 0),
      ("offsetof(GameTable, after_reload)", true, false, 0, 0),
      ("offsetof(GameTable, stop)", true, false, 0, 0), ("offsetof(GameTable, defaults)", true, true, 0, 0),
      ("offsetof(GameTable, default_count)", true, true, 0, 0),
      ("offsetof(GameTable, min_columns)", true, true, 1, 0), ("sizeof(GameTable)", true, true, 1, 60),
      ("sizeof(GameTable) + 64", true, true, 1, 60),
    ])
  func tableSize(size: String, hasBeforeReload: Bool, hasStop: Bool, defaults: Int, columns: Int) throws {
    let image = try load(Self.sized(size))
    #expect(unsafe (image.table.pointee.before_reload != nil) == hasBeforeReload)
    #expect(unsafe (image.table.pointee.stop != nil) == hasStop)
    #expect(unsafe image.table.pointee.draw != nil)
    #expect(image.defaults.count == defaults)
    #expect(image.minSize == CellSize(columns: columns, rows: columns == 0 ? 0 : 18))
    #expect(image.layout.world.fields.map(\.name) == ["header", "score"])
  }

  @Test("A table that ends before a required callback is rejected")
  func tooShortTable() {
    #expect {
      _ = try load(Self.sized("offsetof(GameTable, draw)"))
    } throws: { error in
      "\(error)".contains("at least")
    }
  }

  @Test(
    "An unusable library is rejected with the reason",
    arguments: [
      ("*hotloop_game(", "*other_symbol(", "has no symbol hotloop_game"),
      ("return &table;", "return 0;", "returned no table"),
      (".abi_version = HOTLOOP_ABI_VERSION", ".abi_version = 999", "built for contract version 999"),
      ("sizeof(GameTable)", "24", "table has 24 bytes"),
      (".step = step", ".step = 0", "has no step"),
      (".start = start", ".start = 0", "has no start"),
      (".draw = draw", ".draw = 0", "has no draw"),
      (
        ".start = start", ".defect = \"World.target is a pointer\", .start = start",
        "World.target is a pointer"
      ),
      (".start = start", ".action_count = 65, .start = start", "65 actions"),
      (".start = start", ".min_columns = 2001, .start = start", "terminal of 2001×0"),
      (".layout = &layout", ".layout = 0", "layout"),
      ("\"score\", 0, 128", "\"score\", 0, 120", "score"),
      ("return &table;", "extern int nowhere(void); nowhere(); return &table;", "cannot be loaded"),
    ])
  func rejected(original: String, change: String, reason: String) {
    #expect {
      _ = try load(Self.good.replacing(original, with: change))
    } throws: { error in
      error is LoadError && "\(error)".contains(reason)
    }
  }
}
