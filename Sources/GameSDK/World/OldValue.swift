import CGameABI

/// A value in a world of another layout: a struct, a pool, an array, or a number. Looked up by the names of that layout.
///
///     migration.old["creatures"][3]["health"].number
///
/// Looking up a name or an index that does not exist gives a missing value: its ``number`` is nil, its ``count`` is 0, and
/// everything looked up in it is missing too.
///
/// Valid until ``Game/migrate(_:_:)`` returns.
// Safe: no look-up reads outside the old arena.
@safe public struct OldValue {
  @unsafe enum Location {
    case missing
    case record(OldArena, offset: Int, type: LayoutStruct)
    case elements(OldArena, offset: Int, count: Int, stride: Int, field: LayoutField)
    case scalar(OldArena, offset: Int, kind: FieldKind)
  }

  let location: Location
  /// The same value in the world before the first of several steps, for names that `location` lacks. Empty or one value:
  /// an array, because a struct cannot contain itself.
  private let first: [OldValue]

  static var missing: OldValue { unsafe OldValue(location: .missing) }

  init(location: Location, otherwise first: [OldValue] = []) {
    unsafe self.location = unsafe location
    self.first = first
  }

  /// A whole world. Without a world every look-up gives a missing value.
  init(
    world: UnsafePointer<WorldHeader>?, layout: UnsafePointer<LayoutTable>?, renames: [Rename] = [],
    otherwise first: OldValue? = nil
  ) {
    self.first = first.map { [$0] } ?? []
    guard let layout = unsafe layout, let world = unsafe world, let root = unsafe layout.pointee.structs
    else {
      unsafe location = .missing
      return
    }
    let arena = unsafe OldArena(
      start: UnsafeRawPointer(world), size: Int(world.pointee.bytes_used), layout: layout.pointee,
      renames: renames)
    unsafe location = unsafe .record(arena, offset: 0, type: root.pointee)
  }

  /// The field of a struct, by its name.
  public subscript(name: String) -> OldValue {
    guard case .record(let arena, let offset, let type) = unsafe location else { return .missing }
    let earlier = first.map { $0[name] }.filter(\.exists)
    guard let field = unsafe arena.field(name, of: type) else { return earlier.first ?? .missing }
    return unsafe OldValue(location: arena.value(of: field, in: offset), otherwise: earlier)
  }

  /// The element of an array or a pool, by its index.
  public subscript(index: Int) -> OldValue {
    guard case .elements(let arena, let offset, let count, let stride, let field) = unsafe location,
      (0..<count).contains(index)
    else { return .missing }
    // If a step has added or removed elements, the indices are those of other elements.
    let earlier = first.filter { $0.count == count }.map { $0[index] }
    return unsafe OldValue(
      location: arena.element(field, at: offset &+ index &* stride), otherwise: earlier)
  }

  /// The number of elements of an array or a pool; 0 for anything else.
  public var count: Int {
    if case .elements(_, _, let count, _, _) = unsafe location { return count }
    return 0
  }

  /// Whether the value exists in the old world.
  public var exists: Bool {
    if case .missing = unsafe location { return false }
    return true
  }

  /// The value of a number, a Bool (0 or 1) or an enum; nil for anything else.
  public var number: Double? {
    guard case .scalar(let arena, let offset, let kind) = unsafe location else { return nil }
    switch kind {
    case FieldKindFloat: return unsafe arena.load(offset, as: Float.self).map(Double.init)
    case FieldKindDouble: return unsafe arena.load(offset, as: Double.self)
    default: return integer.map(Double.init)
    }
  }

  /// The value of an integer, a Bool (0 or 1) or an enum; nil for anything else, and for integers above `Int.max`.
  public var integer: Int? {
    guard case .scalar(let arena, let offset, let kind) = unsafe location else { return nil }
    switch kind {
    case FieldKindBool, FieldKindUInt8: return unsafe arena.load(offset, as: UInt8.self).map(Int.init)
    case FieldKindInt8: return unsafe arena.load(offset, as: Int8.self).map(Int.init)
    case FieldKindInt16: return unsafe arena.load(offset, as: Int16.self).map(Int.init)
    case FieldKindInt32: return unsafe arena.load(offset, as: Int32.self).map(Int.init)
    case FieldKindInt64: return unsafe arena.load(offset, as: Int64.self).map(Int.init)
    case FieldKindUInt16: return unsafe arena.load(offset, as: UInt16.self).map(Int.init)
    case FieldKindUInt32: return unsafe arena.load(offset, as: UInt32.self).map(Int.init)
    case FieldKindUInt64: return unsafe arena.load(offset, as: UInt64.self).flatMap { Int(exactly: $0) }
    default: return nil
    }
  }
}

/// The bytes of an old world and their layout. Valid while `migrate` runs.
@unsafe struct OldArena {
  let start: UnsafeRawPointer
  let size: Int
  let layout: LayoutTable
  /// Other names of fields; see `field`.
  let renames: [Rename]

  func load<T: BitwiseCopyable>(_ offset: Int, as type: T.Type) -> T? {
    guard offset >= 0, unsafe offset <= size - MemoryLayout<T>.size else { return nil }
    return unsafe start.loadUnaligned(fromByteOffset: offset, as: type)
  }

  /// The field of this name or, if there is none, the one that was called so in an earlier build.
  func field(_ name: String, of type: LayoutStruct) -> LayoutField? {
    if let field = unsafe named(name, in: type) { return unsafe field }
    let owner = unsafe String(cString: type.name)
    // Each rename at most once: they may lead in a circle.
    var current = name
    var left = unsafe renames.filter { $0.type == owner }
    while let next = left.firstIndex(where: { $0.from == current }) {
      current = left.remove(at: next).to
      if let field = unsafe named(current, in: type) { return unsafe field }
    }
    return nil
  }

  private func named(_ name: String, in type: LayoutStruct) -> LayoutField? {
    let first = unsafe Int(type.first_field)
    let fields = unsafe UnsafeBufferPointer(start: layout.fields, count: Int(layout.field_count))
    return unsafe fields[first..<first + Int(type.field_count)].first {
      unsafe String(cString: $0.name) == name
    }
  }

  private func type(_ field: LayoutField) -> LayoutStruct? {
    unsafe field.type_index < layout.struct_count ? unsafe layout.structs[Int(field.type_index)] : nil
  }

  /// The distance in bytes between elements of an array with this field's kind.
  private func stride(_ field: LayoutField) -> Int {
    switch unsafe field.kind == FieldKindEnum ? unsafe field.enum_kind : unsafe field.kind {
    case FieldKindBool, FieldKindInt8, FieldKindUInt8: 1
    case FieldKindInt16, FieldKindUInt16: 2
    case FieldKindInt32, FieldKindUInt32, FieldKindFloat: 4
    case FieldKindInt64, FieldKindUInt64, FieldKindDouble: 8
    default: unsafe type(field).map { unsafe Int($0.size) } ?? 0
    }
  }

  func value(of field: LayoutField, in record: Int) -> OldValue.Location {
    // An invalid offset may wrap around; `load` checks the bounds.
    let offset = unsafe record &+ Int(field.offset)
    if unsafe field.kind == FieldKindPool {
      guard let pool = unsafe load(offset, as: PoolStorage.self), let type = unsafe type(field) else {
        return unsafe .missing
      }
      var element = unsafe field
      unsafe element.kind = FieldKindStruct
      return unsafe .elements(
        self, offset: Int(clamping: pool.offset), count: Int(pool.count), stride: Int(type.size),
        field: element)
    }
    if unsafe field.is_array {
      return unsafe .elements(
        self, offset: offset, count: Int(field.count), stride: stride(field), field: field)
    }
    return unsafe element(field, at: offset)
  }

  func element(_ field: LayoutField, at offset: Int) -> OldValue.Location {
    if unsafe field.kind == FieldKindStruct {
      guard let type = unsafe type(field) else { return unsafe .missing }
      return unsafe .record(self, offset: offset, type: type)
    }
    let kind = unsafe field.kind == FieldKindEnum ? field.enum_kind : field.kind
    return unsafe .scalar(self, offset: offset, kind: kind)
  }
}
