import CGameABI

// The contract requires that tables live as long as the process: memory allocated here is never freed.

/// Copies a string into memory that is never freed.
func permanent(_ string: String) -> UnsafePointer<CChar> {
  let bytes = string.utf8CString
  let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count)
  _ = unsafe copy.initialize(from: bytes)
  // An allocation of at least one byte (the NUL) has a base address.
  return unsafe UnsafePointer(copy.baseAddress!)
}

/// Copies an array into memory that is never freed; nil for an empty one.
func permanent<T>(_ array: [T]) -> UnsafePointer<T>? {
  if array.isEmpty { return nil }
  let copy = UnsafeMutableBufferPointer<T>.allocate(capacity: array.count)
  _ = unsafe copy.initialize(from: array)
  return unsafe UnsafePointer(copy.baseAddress)
}

extension GameTable {
  /// A table that contains only the reason why there is no game.
  static func unusable(_ reason: String) -> GameTable {
    var table = unsafe GameTable()
    unsafe table.abi_version = HOTLOOP_ABI_VERSION
    unsafe table.struct_size = UInt32(MemoryLayout<GameTable>.size)
    unsafe table.name = permanent("(no game)")
    unsafe table.defect = permanent(reason)
    return unsafe table
  }

  init(describing game: GameDescription) {
    if let defect = game.defect {
      unsafe self = .unusable(defect)
      unsafe name = permanent(game.name)
      return
    }
    unsafe self.init()
    unsafe abi_version = HOTLOOP_ABI_VERSION
    unsafe struct_size = UInt32(MemoryLayout<GameTable>.size)
    unsafe name = permanent(game.name)
    unsafe world_version = UInt32(game.worldVersion)
    unsafe ticks_per_second = UInt32(game.ticksPerSecond)
    unsafe layout = permanent([game.layout.table()])
    unsafe enums = game.enums.table
    let constants = game.renames.filter { $0.kind == .constant }
    let others = game.renames.filter { $0.kind != .constant }
    unsafe renames = permanent(others.map(LayoutRename.init))
    unsafe rename_count = UInt32(others.count)
    unsafe constant_renames = permanent(constants.map(LayoutRename.init))
    unsafe constant_rename_count = UInt32(constants.count)
    unsafe defaults = permanent(game.defaults.map { unsafe LayoutDefault($0) })
    unsafe default_count = UInt32(game.defaults.count)
    unsafe default_types = permanent(game.defaults.map { unsafe LayoutField(typeOf: $0) })
    unsafe min_columns = UInt32(game.minTerminalSize.columns)
    unsafe min_rows = UInt32(game.minTerminalSize.rows)
    unsafe action_count = UInt32(game.actions.count)
    // An unused bit has an empty name, to which no key can be bound.
    unsafe actions = permanent(game.actions.map { unsafe Optional(permanent($0 ?? "")) })
    unsafe start = callbackStart
    unsafe step = callbackStep
    unsafe draw = callbackDraw
    unsafe before_reload = callbackBeforeReload
    unsafe after_reload = callbackAfterReload
    unsafe migrate = callbackMigrate
    unsafe stop = callbackStop
    unsafe evaluate = callbackEvaluate
    unsafe inspect = callbackInspect
    unsafe may_reload = callbackMayReload
  }
}

extension LayoutDefault {
  init(_ one: FieldDefault) {
    unsafe self.init(
      type_name: permanent(one.type), field: permanent(one.field), bytes: permanent(one.bytes),
      size: UInt32(one.bytes.count), unused: 0)
  }
}

extension LayoutField {
  /// The type of a default, as of a field.
  fileprivate init(typeOf one: FieldDefault) {
    unsafe self.init(one.valueType.name, arrayCount: one.valueType.count)
    switch one.valueType.element {
    case .scalar(let scalar): unsafe setType(scalar)
    case .enumeration(let enumName, let scalar): unsafe setType(scalar, enumeration: enumName)
    case .record(let structName):
      unsafe kind = FieldKindStruct
      unsafe enum_name = permanent(structName)
    case .other: break
    }
  }
}

extension LayoutRename {
  init(_ rename: Rename) {
    unsafe self.init(
      type_name: rename.type.map { unsafe permanent($0) }, from: permanent(rename.from),
      to: permanent(rename.to))
  }
}
