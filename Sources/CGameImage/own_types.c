// Keeps the C types of this image apart from those of other images.
//
// Swift takes an imported C struct for the same type wherever it meets the same name: the runtime unifies
// the descriptions ("foreign type metadata") that all loaded images hold, and the first one loaded wins. For
// a game that is rebuilt with a changed struct this is wrong: the new image would be given the old image's size
// and fields wherever a type is used generically ([Creature], reflection, print), and the old image's
// protocol conformances.
//
// So each image declares its C types to be its own. Three things do that, before the runtime has seen the image:
// 1. The descriptor of each C type is marked "unique" and "needs no initialisation". The runtime then compares
//    it by address, like that of a Swift type.
// 2. An image can hold several copies of a descriptor, one for each object file that it was linked from. Type
//    metadata and mangled names refer to the one that the linker chose, conformances to that of their own
//    object file: they are pointed at the chosen one.
// 3. The one runtime function that unifies is defined here, hidden, and hands back what it is given.
//
// The formats are those of Swift's docs/ABI/TypeMetadata.rst and include/swift/ABI/Metadata.h
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
  // Low bits of a record in swift5_type_metadata: 0 stands for a descriptor in this image.
  RecordKindMask = 3,
  // In the flags of a conformance: how it refers to its type; 0 is directly, by a descriptor in this image.
  TypeReferenceKindMask = 7 << 3,
};

/// The head of a type's descriptor. Fields after `flags` are distances in bytes from themselves.
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

// Made by the linker: where this image's lists begin and end, and its ELF header.
HOTLOOP_IMAGE_LOCAL extern int32_t __start_swift5_type_metadata[];
HOTLOOP_IMAGE_LOCAL extern int32_t __stop_swift5_type_metadata[];
HOTLOOP_IMAGE_LOCAL extern int32_t __start_swift5_protocol_conformances[];
HOTLOOP_IMAGE_LOCAL extern int32_t __stop_swift5_protocol_conformances[];
HOTLOOP_IMAGE_LOCAL extern const ElfW(Ehdr) __ehdr_start;

static char defect[160];

/// Whether this is linked into a program instead of an image: a test of the SDK, say. A program's types are shared
/// with the libraries it is linked with, and there is only one of it, so everything stays as the runtime has it.
static bool is_program(void) {
  return getauxval(AT_PHDR) == (uintptr_t)&__ehdr_start + __ehdr_start.e_phoff;
}

/// In place of the runtime's: every image keeps its own metadata, which is complete from the start (state 0),
/// since a C struct has a fixed layout.
HOTLOOP_IMAGE_LOCAL __attribute__((swiftcall)) MetadataResponse swift_getForeignTypeMetadata(
    size_t request, const void *candidate) {
  if (is_program()) {
    ForeignTypeMetadata runtime = (ForeignTypeMetadata)dlsym(RTLD_NEXT, "swift_getForeignTypeMetadata");
    if (runtime != NULL) return runtime(request, candidate);
  }
  return (MetadataResponse){candidate, 0};
}

const char *hotloop_image_types_defect(void) { return defect[0] == 0 ? NULL : defect; }

/// What a relative reference refers to. Through an integer: what it points to is constant to the compiler, and
/// is changed here.
static void *resolve(const int32_t *reference, int32_t distance) {
  return (void *)((uintptr_t)reference + (uintptr_t)(intptr_t)distance);
}

/// The protection that the page of `address` has had since this image was loaded.
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

/// Writes `value` at `place`, which may be in a page that is read only. The page becomes this process's own.
static bool overwrite(void *place, uint32_t value) {
  uintptr_t size = (uintptr_t)sysconf(_SC_PAGESIZE);
  void *page = (void *)((uintptr_t)place & ~(size - 1));
  int before = protection((uintptr_t)place);
  if (mprotect(page, size, before | PROT_WRITE) != 0) return false;
  *(volatile uint32_t *)place = value;
  return mprotect(page, size, before) == 0;
}

/// The descriptor that a record of swift5_type_metadata stands for; NULL where it is not in this image.
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

/// The descriptor of the same name that the linker chose.
static TypeDescriptor *chosen(const TypeDescriptor *copy) {
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

/// Runs after `own_descriptors`: a descriptor that is still foreign is a copy.
static bool own_conformances(void) {
  int32_t *record = __start_swift5_protocol_conformances;
  for (; record < __stop_swift5_protocol_conformances; record++) {
    Conformance *conformance = resolve(record, *record);
    if ((conformance->flags & TypeReferenceKindMask) != 0) continue;
    TypeDescriptor *type = resolve(&conformance->type, conformance->type);
    if (!is_foreign(type)) continue;
    TypeDescriptor *owned = chosen(type);
    if (owned == NULL) continue;
    if (!overwrite(&conformance->type, (uint32_t)((intptr_t)owned - (intptr_t)&conformance->type))) return false;
  }
  return true;
}

/// Runs before the constructor with which the image is made known to the Swift runtime.
__attribute__((constructor(101))) static void own_types(void) {
  if (is_program() || (own_descriptors() && own_conformances())) return;
  snprintf(defect, sizeof defect, "cannot mark the image's C types as its own: mprotect: %s", strerror(errno));
}
