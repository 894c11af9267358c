#include <stddef.h>

#include "game_image.h"

// The records that Swift's runtime finds conformances by, in the ABI that is stable on all platforms
// (docs/ABI/TypeMetadata.rst in the Swift repository). A program's linker collects them in one section of each image.

typedef struct ConformanceRecord {
  /// Relative to its own address. The lowest bit: it leads to the address of the protocol, not to the protocol.
  int32_t protocol;
  /// Relative to its own address.
  int32_t type;
  int32_t witness_table;
  uint32_t flags;
} ConformanceRecord;

typedef struct TypeDescriptor {
  uint32_t flags;
  int32_t parent;
  int32_t name;
  /// Relative to its own address.
  int32_t access_function;
} TypeDescriptor;

typedef struct MetadataResponse {
  const void *metadata;
  size_t state;
} MetadataResponse;

enum {
  TypeReferenceShift = 3,
  TypeReferenceMask = 7,
  TypeReferenceDirect = 0,
  TypeReferenceIndirect = 1,
  DescriptorKindMask = 0x1f,
  DescriptorKindClass = 16,
  DescriptorKindEnum = 18,
  DescriptorIsGeneric = 0x80,
};

// The linker defines them where the section begins and ends. Hidden: those of this image.
HOTLOOP_IMAGE_LOCAL extern const int32_t __start_swift5_protocol_conformances[];
HOTLOOP_IMAGE_LOCAL extern const int32_t __stop_swift5_protocol_conformances[];

/// The protocol `GameSDK.Game`.
HOTLOOP_IMAGE_LOCAL extern const char game_protocol[] __asm__("$s7GameSDK0A0Mp");

static const void *target(const int32_t *offset) { return (const char *)offset + *offset; }

static const TypeDescriptor *type_of(const ConformanceRecord *record) {
  switch (record->flags >> TypeReferenceShift & TypeReferenceMask) {
    case TypeReferenceDirect: return target(&record->type);
    case TypeReferenceIndirect: return *(const TypeDescriptor *const *)target(&record->type);
    default: return NULL;
  }
}

static bool is_of_game(const ConformanceRecord *record) {
  if (record->protocol & 1) {
    int32_t offset = record->protocol & ~1;
    return *(const void *const *)((const char *)&record->protocol + offset) == game_protocol;
  }
  return target(&record->protocol) == game_protocol;
}

static const void *metadata_of(const TypeDescriptor *type) {
  uint32_t kind = type->flags & DescriptorKindMask;
  if (kind < DescriptorKindClass || kind > DescriptorKindEnum || type->flags & DescriptorIsGeneric) return NULL;
  // Swift's calling convention for a function of one word that returns two is that of C.
  MetadataResponse (*access)(size_t) = (MetadataResponse(*)(size_t))target(&type->access_function);
  return access(0).metadata;
}

void hotloop_image_game_types(void *context, void (*found)(void *context, const void *metadata)) {
  const int32_t *end = __stop_swift5_protocol_conformances;
  for (const int32_t *offset = __start_swift5_protocol_conformances; offset < end; offset++) {
    const ConformanceRecord *record = target(offset);
    if (!is_of_game(record)) continue;
    const TypeDescriptor *type = type_of(record);
    const void *metadata = type == NULL ? NULL : metadata_of(type);
    if (metadata != NULL) found(context, metadata);
  }
}
