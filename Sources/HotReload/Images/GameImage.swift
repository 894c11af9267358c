import CGameABI
import Glibc
import WorldState

/// A library of the game, loaded into this process for good.
///
/// Images are never unloaded: the Swift runtime keeps pointers into them. So each is loaded from a path of its own,
/// and its table stays valid as long as the process lives.
@safe public final class GameImage: @unchecked Sendable {
  public let path: String
  public let name: String
  public let layout: Layout
  public let actions: [String]
  public let worldVersion: UInt32
  /// Ticks a second that the game wants; nil if it leaves that to the host.
  public let ticksPerSecond: Int?
  public let renames: [Rename]
  /// What fields begin with that an earlier world has not.
  public let defaults: [FieldDefault]
  let table: UnsafePointer<GameTable>
  /// The entry function, by which everything else of the image is found in memory.
  private let entry: UnsafeRawPointer

  private init(
    path: String, entry: UnsafeRawPointer, table: UnsafePointer<GameTable>, layout: Layout, renames: [Rename],
    defaults: [FieldDefault]
  ) {
    self.path = path
    unsafe self.entry = entry
    unsafe self.table = table
    self.layout = layout
    name = unsafe table.pointee.name.map { unsafe String(cString: $0) } ?? "game"
    actions = unsafe (0..<Int(table.pointee.action_count)).map { index in
      unsafe table.pointee.actions?[index].map { unsafe String(cString: $0) } ?? "?"
    }
    worldVersion = unsafe table.pointee.world_version
    let rate = unsafe Int(table.pointee.ticks_per_second)
    ticksPerSecond = rate > 0 ? rate : nil
    self.renames = renames
    self.defaults = defaults
  }

  /// The type that the contract gives to HOTLOOP_ENTRY_SYMBOL.
  typealias Entry = @convention(c) (UnsafePointer<HostTable>) -> UnsafePointer<GameTable>?

  /// Loads the library at `path`, from which no image may have been loaded before, and asks it for its table.
  ///
  /// Blocks while the loader works and while constructors of the library run. Any thread but the loop's.
  /// - Parameter onConstructorsReturned: called before the entry function is.
  public static func load(
    path: String, services: HostServices, onConstructorsReturned: () -> Void = {}
  ) throws(LoadError) -> GameImage {
    guard let handle = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      let reason = unsafe dlerror().map { unsafe String(cString: $0) } ?? "no reason given"
      throw .notLoadable(path: path, reason: reason)
    }
    onConstructorsReturned()
    guard let symbol = unsafe dlsym(handle, HOTLOOP_ENTRY_SYMBOL) else { throw .missingSymbol(path: path) }
    let entry = unsafe unsafeBitCast(symbol, to: Entry.self)
    guard let table = try unsafe call(entry, services.hostTable) else { throw .refused(path: path) }
    try unsafe check(table)
    let image: GameImage
    do throws(LayoutError) {
      let game = unsafe table.pointee
      guard let layoutTable = unsafe game.layout else { throw .nullTable(what: "layout") }
      image = unsafe GameImage(
        path: path, entry: symbol, table: table, layout: try Layout(table: layoutTable),
        renames: try Rename.list(game.renames, count: game.rename_count),
        defaults: try FieldDefault.list(game.defaults, count: game.default_count))
    } catch {
      throw .badLayout("\(error)")
    }
    do throws(MigrationError) {
      try FieldDefault.check(image.defaults, for: image.layout)
    } catch {
      throw .badDefault("\(error)")
    }
    return image
  }

  /// Looks up what its code would look up in its first tick. Takes as long as all the rest of loading it. Any thread but the
  /// loop's.
  public func resolveTypes() { unsafe TypeResolution.run(imageAt: path, entry: entry) }

  private static func check(_ table: UnsafePointer<GameTable>) throws(LoadError) {
    let game = unsafe table.pointee
    let version = unsafe game.abi_version
    let size = unsafe game.struct_size
    guard version == HOTLOOP_ABI_VERSION else { throw .foreignVersion(found: version) }
    let needed = unsafe MemoryLayout<GameTable>.size
    guard Int(size) >= needed else { throw .shortTable(found: size, needed: needed) }
    if let defect = unsafe game.defect { throw unsafe .defect(String(cString: defect)) }
    if unsafe game.start == nil { throw .missingCallback("start") }
    if unsafe game.step == nil { throw .missingCallback("step") }
    if unsafe game.draw == nil { throw .missingCallback("draw") }
    let actions = unsafe game.action_count
    guard actions <= HOTLOOP_MAX_ACTIONS else { throw .tooManyActions(Int(actions)) }
  }
}
