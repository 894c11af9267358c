import HostSystem
import Testing

@testable import GameBuilder

extension RealCompilerTests {
  /// Fields of the world that Swift does not import.
  @Suite struct HeaderInspectionTests {
    /// A world whose struct begins as the contract says, without the SDK.
    private static let start = """
      #pragma once
      #include <stdint.h>
      #include <stddef.h>
      typedef struct WorldHeader { uint64_t words[16]; } WorldHeader;
      typedef struct PoolStorage { uint64_t offset; uint32_t count, capacity; } PoolStorage;
      typedef struct Pace { int32_t speed; } Pace;
      int32_t world_scale(void);

      """

    /// Fields of a creature in a pool, and what is said about them.
    private static let cases: [(String, String)] = [
      ("uint32_t low : 3;", "field Arena.creatures[].low is a bit-field"),
      ("uint8_t whole; uint8_t : 2;", "an unnamed bit-field of Arena.creatures[] is a bit-field"),
      ("struct { int deep : 4; } inner;", "field Arena.creatures[].inner.deep is a bit-field"),
      ("int32_t tail[];", "field Arena.creatures[].tail is an array without a length"),
      ("int32_t old[0];", "field Arena.creatures[].old is an array of no elements"),
      (
        "float cells[5000];",
        "field Arena.creatures[].cells is of type float[5000]; an array has at most 4096"
      ),
      ("union { int i; float f; };", "Arena.creatures[] contains a union without a name"),
      ("union { int i; float f; } choice;", "field Arena.creatures[].choice is a union"),
      ("Either either;", "field Arena.creatures[].either is a union"),
      ("struct { int i; };", "Arena.creatures[] contains a struct without a name"),
      ("struct Nothing {} nothing;", "field Arena.creatures[].nothing is of an empty struct"),
      ("_Complex float wave;", "field Arena.creatures[].wave is a complex number; use two fields"),
      ("_Atomic int shared;", "field Arena.creatures[].shared is atomic"),
      ("_Atomic(int) shared[3];", "field Arena.creatures[].shared is atomic"),
      ("__int128 big;", "field Arena.creatures[].big is of type __int128; use int64_t"),
      ("Huge big;", "field Arena.creatures[].big is of type unsigned __int128"),
      ("wchar_t letter;", "field Arena.creatures[].letter is a wide character; use uint32_t"),
      ("Letter letter;", "field Arena.creatures[].letter is a wide character; use uint32_t"),
      ("wchar_t letters[4];", "field Arena.creatures[].letters is a wide character; use uint32_t"),
      ("int32_t *at;", "field Arena.creatures[].at is a pointer; a world contains no pointers"),
      ("const char *const names[3];", "field Arena.creatures[].names[] is a pointer"),
      ("struct Opaque *opaque;", "field Arena.creatures[].opaque is a pointer"),
      ("void (*call)(int);", "field Arena.creatures[].call is a pointer"),
      ("Callback calls[2];", "field Arena.creatures[].calls[] is a pointer"),
      ("__builtin_va_list list;", "field Arena.creatures[].list is of type va_list"),
      ("float rows[3][4];", "field Arena.creatures[].rows is an array of arrays; use one dimension"),
      ("Row rows[3];", "field Arena.creatures[].rows is an array of arrays"),
      ("_Float16 half;", "field Arena.creatures[].half is of type _Float16; use float"),
      ("_BitInt(65) odd;", "field Arena.creatures[].odd is of type _BitInt(65)"),
      ("long double exact;", "field Arena.creatures[].exact is of type long double; use double"),
      ("_Alignas(64) int line;", "Arena.creatures[].line has an alignment of more than 16 bytes"),
      ("Vector place;", "field Arena.creatures[].place is a vector"),
    ]

    private static func header(_ fields: String) -> String {
      start + """
        typedef union Either { int32_t i; float f; } Either;
        typedef unsigned __int128 Huge;
        typedef wchar_t Letter;
        typedef void (*Callback)(int);
        typedef float Row[4];
        typedef float Vector __attribute__((vector_size(16)));
        typedef struct Creature { int32_t age; \(fields) } Creature;
        typedef struct CreaturePool { PoolStorage storage; } CreaturePool;
        typedef struct { WorldHeader header; CreaturePool creatures; } Arena;
        typedef struct Elsewhere { int32_t bits : 3; } Elsewhere;

        """
    }

    @Test func `Fields that Swift does not import are found by path, and only in the world`() async throws {
      let game = try await GameFixture()
      let compiler = try await game.compiler()
      for (fields, message) in Self.cases {
        try game.write("game/Game/World/include/world.h", Self.header(fields))
        let built = try await compiler.build()
        #expect(built.hiddenFields.count == 1, "\(fields): \(built.hiddenFields)")
        #expect(built.hiddenFields.first?.description.hasPrefix(message) == true, "\(built.hiddenFields)")
      }
      try game.write("game/Game/World/include/world.h", Self.header("double age2; int32_t marks[4096];"))
      #expect(try await compiler.build().hiddenFields.isEmpty)
    }

    @Test func `A reused image has the findings, and a build that fails names them first`() async throws {
      let game = try await GameFixture()
      try game.write("game/Game/World/include/world.h", Self.header("uint32_t low : 3;"))
      let built = try await game.compiler().build()
      let again = try await game.compiler().build()
      #expect(again.reused && again.hiddenFields == built.hiddenFields)
      try game.write("game/Game/World/include/world.h", Self.header("_Atomic int shared;"))
      try game.write(
        "game/Game/Helper.swift", "import World\n" + GameFixture.helper + "let shared = Creature().shared\n")
      let errors = try await rejection { try await game.compiler().build() }
      #expect(
        errors.first?.message.hasPrefix("field Arena.creatures[].shared is atomic") == true, "\(errors)")
      #expect(errors.contains { $0.file?.hasSuffix("Helper.swift") == true }, "\(errors)")
    }

    @Test func `Enums are read with names, values, signs and flags, however they are declared`() async throws
    {
      let game = try await GameFixture()
      try game.write(
        "game/Game/World/include/world.h",
        Self.start + """
          typedef struct LayoutConstant { const char *name; int64_t value; } LayoutConstant;
          typedef struct LayoutEnum {
            const char *name; const LayoutConstant *constants; uint32_t count; _Bool is_signed, is_flag_set;
          } LayoutEnum;
          typedef struct LayoutEnumField { const char *a, *b, *c; } LayoutEnumField;
          typedef struct LayoutEnumTable {
            const LayoutEnum *enums; const LayoutEnumField *fields; uint32_t enum_count, field_count;
          } LayoutEnumTable;
          typedef enum Kind : uint8_t { KindWolf = 3, KindBat, KindOwl = KindWolf } Kind;
          typedef enum __attribute__((enum_extensibility(closed))) Side : int8_t { SideLeft = -1 } Side;
          typedef enum __attribute__((flag_enum)) Flags { FlagA = 1u << 0, FlagB = 1u << 31 } Flags;
          typedef enum { PlainMinus = -5, PlainNext } Plain;
          enum Tag { TagLetter = 'a' };
          typedef enum Wide : uint64_t { WideAll = ~0ull } Wide;
          typedef struct Creature {
            Kind kind; enum Tag tag; enum { MoodCalm, MoodWild = 7 } mood; enum Inside { InsideOnly } inside;
            struct { Plain plain; enum { DeepOnly } deep; } nested;
          } Creature;

          """)
      let plan = try await game.compiler().build()
      #expect(plan.hiddenFields.isEmpty)
      let findings = try #require(JSONFindings.read(game))
      let source = try #require(findings.table?.source)
      for row in [
        "{\"KindWolf\", (int64_t)0x3ull},", "{\"KindBat\", (int64_t)0x4ull},",
        "{\"KindOwl\", (int64_t)0x3ull},",
        "{\"SideLeft\", (int64_t)0xffffffffffffffffull},", "{\"FlagB\", (int64_t)0x80000000ull},",
        "{\"PlainNext\", (int64_t)0xfffffffffffffffcull},", "{\"TagLetter\", (int64_t)0x61ull},",
        "{\"MoodWild\", (int64_t)0x7ull},", "{\"WideAll\", (int64_t)0xffffffffffffffffull},",
        "{\"Creature\", \"mood\", \"Creature_mood\"},",
        "{\"Creature.__Unnamed_struct_nested\", \"deep\", \"Creature___Unnamed_struct_nested_deep\"},",
      ] { #expect(source.contains(row), "\(row) in\n\(source)") }
      for (name, count, signed, flags) in [
        ("Kind", 3, false, false), ("Side", 1, true, false), ("Flags", 2, false, true),
        ("Plain", 2, true, false),
        ("Tag", 1, false, false), ("Wide", 1, false, false), ("Inside", 1, false, false),
      ] {
        let row = source.split(separator: "\n").first { $0.hasPrefix("{\"\(name)\", hotloop_constants + ") }
        let end = ", \(count), \(signed ? 1 : 0), \(flags ? 1 : 0)},"
        #expect(row?.hasSuffix(end) == true, "\(name): \(row ?? "missing")")
      }
    }
  }
}

/// What the last inspection found, as it is kept for the next run.
private enum JSONFindings {
  static func read(_ game: GameFixture) -> HeaderInspection.Findings? {
    JSONRecord<HeaderInspection.Findings>(path: game.root + "/.hotloop/headers-debug.json").read()
  }
}
