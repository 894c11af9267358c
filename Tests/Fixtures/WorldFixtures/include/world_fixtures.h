// Worlds for tests: one with every supported type, and many with one unsupported type each.
#ifndef WORLD_FIXTURES_H
#define WORLD_FIXTURES_H

#include "game_abi.h"

typedef struct Item {
  int32_t value;
  float weight;
  int64_t tag;
} Item;
HOTLOOP_POOL(Item);

typedef struct Odd {
  char bytes[3];
} Odd;
HOTLOOP_POOL(Odd);

typedef struct PoolWorld {
  WorldHeader header;
  int32_t marker;
  ItemPool items;
  OddPool odds;
} PoolWorld;

// A world with every supported kind of field.
typedef enum Color8 : uint8_t { Color8Red = 1, Color8Green } Color8;
typedef enum SignedEnum { SignedEnumMinus = -1, SignedEnumPlus = 1 } SignedEnum;
typedef enum __attribute__((enum_extensibility(open))) OpenEnum : uint16_t { OpenEnumA, OpenEnumB } OpenEnum;

typedef struct Inner {
  double d;
  Color8 color;
} Inner;

typedef struct LayoutWorld {
  WorldHeader header;
  bool flag;
  int8_t i8;
  int16_t i16;
  int32_t i32;
  int64_t i64;
  uint8_t u8;
  uint16_t u16;
  uint32_t u32;
  uint64_t u64;
  float f;
  double d;
  Color8 color;
  SignedEnum sign;
  OpenEnum open;
  int32_t numbers[4];
  Inner inner;
  Inner inners[2];
  ItemPool items;
} LayoutWorld;

// Worlds with an unsupported type.
typedef struct PointerWorld { WorldHeader header; void *target; } PointerWorld;
typedef struct TextWorld { WorldHeader header; const char *name; } TextWorld;
typedef struct FunctionWorld { WorldHeader header; void (*callback)(void); } FunctionWorld;
typedef struct PointerArrayWorld { WorldHeader header; void *targets[3]; } PointerArrayWorld;
typedef struct Deep { int32_t a; int32_t *b; } Deep;
typedef struct DeepWorld { WorldHeader header; struct { Deep deep; } box; } DeepWorld;
typedef struct UnionWorld { WorldHeader header; union { int32_t i; float f; } either; } UnionWorld;
typedef union Either { int32_t i; float f; } Either;
typedef struct NamedUnionWorld { WorldHeader header; Either either; } NamedUnionWorld;
typedef struct BitWorld { WorldHeader header; uint32_t a; uint32_t bits : 5; uint32_t b; } BitWorld;
typedef struct TailBitWorld { WorldHeader header; uint64_t a; uint64_t bits : 5; } TailBitWorld;
typedef struct BigArrayWorld { WorldHeader header; float cells[5000]; int32_t after; } BigArrayWorld;
typedef struct NestedArrayWorld { WorldHeader header; int32_t grid[3][4]; } NestedArrayWorld;
typedef struct AnonymousWorld { WorldHeader header; struct { int32_t hidden; }; int32_t after; } AnonymousWorld;
typedef struct __attribute__((packed)) Tight { char a; int32_t b; } Tight;
typedef struct PackedWorld { WorldHeader header; Tight tight; } PackedWorld;
typedef struct BareWorld { WorldHeader header; PoolStorage things; } BareWorld;
HOTLOOP_POOL(Inner);
typedef struct UnknownPoolWorld { WorldHeader header; InnerPool things; } UnknownPoolWorld;
typedef struct Nest { ItemPool items; } Nest;
HOTLOOP_POOL(Nest);
typedef struct NestWorld { WorldHeader header; NestPool nests; } NestWorld;
typedef struct HeadlessWorld { int32_t a; WorldHeader header; } HeadlessWorld;
typedef struct MisnamedWorld { WorldHeader head; } MisnamedWorld;
typedef struct HalfWorld { WorldHeader header; _Float16 half; } HalfWorld;
typedef struct PoolPointer { void *p; } PoolPointer;
HOTLOOP_POOL(PoolPointer);
typedef struct PoolPointerWorld { WorldHeader header; PoolPointerPool pointers; } PoolPointerWorld;

#endif
