// Separates the C types of this image from those of other images.
//
// Swift identifies an imported C struct by its name: the runtime unifies the descriptors ("foreign type metadata") of
// all loaded images, and the first one loaded wins. This is wrong for a game that is rebuilt with a changed
// struct: the new image would use the old image's size, fields and protocol conformances wherever a type is used
// generically ([Creature], reflection, print).
//
// Each image therefore makes its C types its own, in three steps, before the runtime reads the image:
// 1. The descriptor of each C type is marked "unique" and "needs no initialisation". The runtime then compares
//    it by address, as it does for Swift types.
// 2. An image can contain several copies of a descriptor, one per object file. Type metadata and mangled names
//    refer to the copy that the linker chose, conformances to the copy of their own object file. Conformances
//    are redirected to the chosen copy.
// 3. The runtime function that unifies descriptors is defined here, hidden; it returns its argument.
//
// The formats are documented in Swift's docs/ABI/TypeMetadata.rst and include/swift/ABI/Metadata.h
// (ContextDescriptorFlags, TypeContextDescriptorFlags, TargetProtocolConformanceDescriptor).
#define _GNU_SOURCE
#include "game_image.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
  // Flags of a context descriptor.
  ContextKindMask = 0x1F,
  ContextKindStruct = 17,
  ContextKindEnum = 18,
  ContextIsUnique = 1u << 6,
  InitializationMask = 3u << 16,
  InitializationForeign = 2u << 16,
  // The low bits of a record in swift5_type_metadata; 0 is a descriptor in this image.
  RecordKindMask = 3,
  // The kind of type reference in the flags of a conformance; 0 is a descriptor in this image.
  TypeReferenceKindMask = 7 << 3,
};

/// The first fields of a type descriptor. Fields after `flags` are byte offsets relative to their own address.
typedef struct TypeDescriptor {
  uint32_t flags;
  int32_t parent;
  int32_t name;
} TypeDescriptor;

typedef struct Conformance {
  int32_t protocol;
  int32_t type;
  int32_t witness_table;
  uint32_t flags;
} Conformance;

typedef struct MetadataResponse {
  const void *metadata;
  size_t state;
} MetadataResponse;

typedef __attribute__((swiftcall)) MetadataResponse (*ForeignTypeMetadata)(size_t request, const void *candidate);

// Defined by the linker: the bounds of this image's lists, and its ELF header.
HOTLOOP_IMAGE_LOCAL extern int32_t __start_swift5_type_metadata[];
HOTLOOP_IMAGE_LOCAL extern int32_t __stop_swift5_type_metadata[];
HOTLOOP_IMAGE_LOCAL extern int32_t __start_swift5_protocol_conformances[];
HOTLOOP_IMAGE_LOCAL extern int32_t __stop_swift5_protocol_conformances[];
HOTLOOP_IMAGE_LOCAL extern const ElfW(Ehdr) __ehdr_start;

static char defect[160];

/// Whether this is linked into a program instead of an image, such as a test of the SDK. A program shares its types with
/// its libraries and exists once, so its descriptors stay unchanged.
static bool is_program(void) {
  return getauxval(AT_PHDR) == (uintptr_t)&__ehdr_start + __ehdr_start.e_phoff;
}

/// Replaces the runtime's function: each image keeps its own metadata. It is complete from the start (state 0),
/// because a C struct has a fixed layout.
HOTLOOP_IMAGE_LOCAL __attribute__((swiftcall)) MetadataResponse swift_getForeignTypeMetadata(
    size_t request, const void *candidate) {
  if (is_program()) {
    ForeignTypeMetadata runtime = (ForeignTypeMetadata)dlsym(RTLD_NEXT, "swift_getForeignTypeMetadata");
    if (runtime != NULL) return runtime(request, candidate);
  }
  return (MetadataResponse){candidate, 0};
}

const char *hotloop_image_types_defect(void) { return defect[0] == 0 ? NULL : defect; }

/// The target of a relative reference. Computed as an integer, because the compiler takes the target for constant, and
/// this file changes it.
static void *resolve(const int32_t *reference, int32_t distance) {
  return (void *)((uintptr_t)reference + (uintptr_t)(intptr_t)distance);
}

/// The protection of the page of `address`, as the dynamic loader set it.
static int protection(uintptr_t address) {
  uintptr_t base = (uintptr_t)&__ehdr_start;
  const ElfW(Phdr) *header = (const ElfW(Phdr) *)(base + __ehdr_start.e_phoff);
  const ElfW(Phdr) *end = header + __ehdr_start.e_phnum;
  int result = PROT_READ;
  for (; header < end; header++) {
    uintptr_t start = base + header->p_vaddr;
    if (address < start || address >= start + header->p_memsz) continue;
    if (header->p_type == PT_GNU_RELRO) return PROT_READ;
    if (header->p_type != PT_LOAD) continue;
    if (header->p_flags & PF_W) result |= PROT_WRITE;
    if (header->p_flags & PF_X) result |= PROT_EXEC;
  }
  return result;
}

/// Writes `value` to `address`, even in a read-only page. The page becomes a private copy of this process.
static bool overwrite(void *address, uint32_t value) {
  uintptr_t size = (uintptr_t)sysconf(_SC_PAGESIZE);
  void *page = (void *)((uintptr_t)address & ~(size - 1));
  int before = protection((uintptr_t)address);
  if (mprotect(page, size, before | PROT_WRITE) != 0) return false;
  *(volatile uint32_t *)address = value;
  return mprotect(page, size, before) == 0;
}

/// The descriptor that a record of swift5_type_metadata refers to; NULL if it is not in this image.
static TypeDescriptor *descriptor(const int32_t *record) {
  return (*record & RecordKindMask) == 0 ? resolve(record, *record) : NULL;
}

static bool is_foreign(const TypeDescriptor *type) {
  uint32_t flags = *(const volatile uint32_t *)&type->flags;
  uint32_t kind = flags & ContextKindMask;
  if (kind != ContextKindStruct && kind != ContextKindEnum) return false;
  return (flags & InitializationMask) == InitializationForeign;
}

static const char *name(const TypeDescriptor *type) { return resolve(&type->name, type->name); }

/// The descriptor with the same name that the linker chose; NULL if there is none.
static TypeDescriptor *chosen_descriptor(const TypeDescriptor *copy) {
  for (int32_t *record = __start_swift5_type_metadata; record < __stop_swift5_type_metadata; record++) {
    TypeDescriptor *type = descriptor(record);
    if (type != NULL && type != copy && strcmp(name(type), name(copy)) == 0) return type;
  }
  return NULL;
}

static bool own_descriptors(void) {
  for (int32_t *record = __start_swift5_type_metadata; record < __stop_swift5_type_metadata; record++) {
    TypeDescriptor *type = descriptor(record);
    if (type == NULL || !is_foreign(type)) continue;
    if (!overwrite(&type->flags, (type->flags & ~(uint32_t)InitializationMask) | ContextIsUnique)) return false;
  }
  return true;
}

/// Must run after `own_descriptors`: a descriptor that is still foreign is a copy.
static bool own_conformances(void) {
  int32_t *record = __start_swift5_protocol_conformances;
  for (; record < __stop_swift5_protocol_conformances; record++) {
    Conformance *conformance = resolve(record, *record);
    if ((conformance->flags & TypeReferenceKindMask) != 0) continue;
    TypeDescriptor *type = resolve(&conformance->type, conformance->type);
    if (!is_foreign(type)) continue;
    TypeDescriptor *owned = chosen_descriptor(type);
    if (owned == NULL) continue;
    if (!overwrite(&conformance->type, (uint32_t)((intptr_t)owned - (intptr_t)&conformance->type))) return false;
  }
  return true;
}

/// Runs before the constructor that registers the image with the Swift runtime.
__attribute__((constructor(101))) static void own_types(void) {
  if (is_program() || (own_descriptors() && own_conformances())) return;
  snprintf(defect, sizeof defect, "cannot separate the image's C types from those of other images: mprotect: %s", strerror(errno));
}
