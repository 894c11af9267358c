import Testing

@testable import GameBuilder

extension RealCompilerTests {
  /// Fields of C structs that Swift does not import.
  @Suite struct HeaderInspectionTests {
    @Test func `Bit-fields and arrays without a length are found in every kind of struct`() async throws {
      let game = try await GameFixture()
      try game.write(
        "game/Game/World/include/world.h",
        """
        #pragma once
        #include <stdint.h>
        typedef struct { uint8_t whole; uint8_t low : 3; uint8_t : 2; int32_t last; } Untagged;
        struct Tagged { struct { int deep : 4; } inner; int32_t old[0]; };
        typedef struct Tail { int32_t count; uint16_t rest[]; } Tail;
        typedef struct Pace { int32_t speed; } Pace;
        int32_t world_scale(void);
        """)
      let built = try await game.compiler().build()
      #expect(
        built.hiddenFields == [
          HiddenField(record: "Tagged", name: "deep", kind: .bitField),
          HiddenField(record: "Tagged", name: "old", kind: .flexibleArray),
          HiddenField(record: "Tail", name: "rest", kind: .flexibleArray),
          HiddenField(record: "Untagged", name: "", kind: .bitField),
          HiddenField(record: "Untagged", name: "low", kind: .bitField),
        ])
      // Also for a reused image.
      #expect(try await game.compiler().build().hiddenFields == built.hiddenFields)
    }
  }
}
