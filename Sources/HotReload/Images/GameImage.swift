import CGameABI
import Engine
import Glibc
import WorldState

/// A library of the game, loaded into this process.
///
/// Images are never unloaded, because the Swift runtime keeps pointers into them. Each image is therefore loaded from its
/// own path, and its table stays valid as long as the process lives.
@safe public final class GameImage: @unchecked Sendable {
  public let path: String
  public let name: String
  public let layout: Layout
  public let actions: [String]
  public let worldVersion: UInt32
  /// The requested ticks per second; nil for the host's default.
  public let ticksPerSecond: Int?
  /// The smallest picture that the game can draw; 0 in a direction without a minimum.
  public let minSize: CellSize
  public let renames: [DeclaredRename]
  /// The initial values of fields that an earlier world did not have.
  public let defaults: [DeclaredDefault]
  /// Its variables, as far as they were looked for.
  let variables: LibraryVariables
  /// The modules of the author in it, each behind those that it imports. Set before another thread uses the image.
  var modules: [String] = []
  /// The number of the generation that it belongs to, for what it creates; 0 before there is one. Set before another thread uses
  /// the image.
  var generation: UInt64 = 0
  /// Nil if its literals cannot change while it runs. Set before another thread uses the image.
  var live: LiveTable?
  /// The host's copy of the game's table. Fields that the game's version of the contract lacks are NULL or 0.
  let table: UnsafePointer<GameTable>
  /// What the game calls.
  let services: HostServices
  private let library: LoadedLibrary
  /// The address of the entry function.
  var entry: UnsafeRawPointer { unsafe library.entry }

  private init(
    _ library: LoadedLibrary, _ variables: LibraryVariables, table: UnsafePointer<GameTable>, layout: Layout,
    renames: [DeclaredRename], defaults: [DeclaredDefault], services: HostServices
  ) {
    self.library = library
    self.variables = variables
    path = library.path
    self.services = services
    unsafe self.table = table
    self.layout = layout
    name = unsafe table.pointee.name.map { unsafe String(cString: $0) } ?? "game"
    actions = unsafe (0..<Int(table.pointee.action_count)).map { index in
      unsafe table.pointee.actions?[index].map { unsafe String(cString: $0) } ?? "?"
    }
    worldVersion = unsafe table.pointee.world_version
    let rate = unsafe Int(table.pointee.ticks_per_second)
    ticksPerSecond = rate > 0 ? rate : nil
    minSize = unsafe CellSize(columns: Int(table.pointee.min_columns), rows: Int(table.pointee.min_rows))
    self.renames = renames
    self.defaults = defaults
  }

  /// The type that the contract gives to HOTLOOP_ENTRY_SYMBOL.
  typealias Entry = @convention(c) (UnsafePointer<HostTable>) -> UnsafePointer<GameTable>?

  /// Loads the library at `path` and gets its table. No image may have been loaded from this path before.
  ///
  /// Blocks while the dynamic loader works and while constructors of the library run. Any thread except the loop's.
  /// - Parameters:
  ///   - use: what the image is loaded for, which tells what is looked for in it.
  ///   - onConstructorsReturned: called before the entry function is called.
  public static func load(
    path: String, services: HostServices, for use: ImageUse = .callbacks,
    onConstructorsReturned: () -> Void = {}
  ) throws(LoadError) -> GameImage {
    let library = try LoadedLibrary.load(path: path, services: services)
    onConstructorsReturned()
    return try enter(library, library.variables(for: use), services: services)
  }

  /// Gets the table of a library that was loaded. Any thread except the loop's.
  static func enter(
    _ library: LoadedLibrary, _ variables: LibraryVariables, services: HostServices
  ) throws(LoadError) -> GameImage {
    let game = try unsafe GameTable(prefixOf: library.callEntry(services))
    try unsafe check(game)
    let image: GameImage
    do throws(LayoutError) {
      guard let layoutTable = unsafe game.layout else { throw .nullTable(what: "layout") }
      image = unsafe GameImage(
        library, variables, table: game.permanentCopy(),
        layout: try Layout(table: layoutTable, enums: game.enums),
        renames: try DeclaredRename.list(game.renames, count: game.rename_count)
          + DeclaredRename.constants(game.constant_renames, count: game.constant_rename_count),
        defaults: try DeclaredDefault.list(
          game.defaults, types: game.default_types, count: game.default_count),
        services: services)
    } catch {
      throw .badLayout("\(error)")
    }
    do throws(MigrationError) {
      try DeclaredDefault.check(image.defaults, for: image.layout)
    } catch {
      throw .badDefault("\(error)")
    }
    return image
  }

  /// The values of an image's literals, for the same image in another process.
  struct LiteralValues: Codable, Sendable {
    /// From the entry function to the table.
    var distance: Int
    var words: [UInt64]
  }

  /// The present values; nil if they cannot change. On the loop's thread.
  var literalValues: LiteralValues? {
    guard let live else { return nil }
    return unsafe LiteralValues(distance: live.distance(from: library.entry), words: live.words)
  }

  /// Takes over the values of the same image in another process. No code of the image runs meanwhile.
  func take(_ values: LiteralValues) {
    // The table lies in the library's data, which is writable.
    let table = unsafe UnsafeMutableRawPointer(mutating: library.entry + values.distance)
    unsafe values.words.withUnsafeBytes { words in
      if let start = words.baseAddress { unsafe table.copyMemory(from: start, byteCount: words.count) }
    }
  }

  private static func check(_ game: GameTable) throws(LoadError) {
    if let defect = unsafe game.defect { throw unsafe .defect(String(cString: defect)) }
    if unsafe game.start == nil { throw .missingCallback("start") }
    if unsafe game.step == nil { throw .missingCallback("step") }
    if unsafe game.draw == nil { throw .missingCallback("draw") }
    let actions = unsafe game.action_count
    guard actions <= HOTLOOP_MAX_ACTIONS else { throw .tooManyActions(Int(actions)) }
    let (columns, rows) = unsafe (game.min_columns, game.min_rows)
    guard columns <= 2000, rows <= 1000 else {
      throw .defect("it needs a terminal of \(columns)×\(rows) cells; at most 2000×1000 can be required")
    }
  }
}

extension GameTable {
  /// Copies a game's table into the host's version of the struct. Fields that a shorter table lacks are NULL or 0; fields
  /// that a longer table has beyond the host's version are ignored. See "Growth" in game_abi.h.
  fileprivate init(prefixOf table: UnsafePointer<GameTable>) throws(LoadError) {
    // A shorter table ends before some fields of GameTable: nothing beyond struct_size may be read.
    let bytes = unsafe UnsafeRawPointer(table)
    let version = unsafe bytes.load(as: UInt32.self)
    let size = unsafe bytes.load(fromByteOffset: 4, as: UInt32.self)
    guard version == HOTLOOP_ABI_VERSION else { throw .foreignVersion(found: version) }
    let minSize = Int(HotloopMinGameTableSize)
    guard Int(size) >= minSize else { throw .shortTable(found: size, needed: minSize) }
    unsafe self.init()
    // Whole words only: a size that ends inside a pointer cannot come from a compiler.
    let count = unsafe min(Int(size) & ~7, MemoryLayout<GameTable>.size)
    unsafe withUnsafeMutableBytes(of: &self) { copy in
      unsafe copy.copyMemory(from: UnsafeRawBufferPointer(start: bytes, count: count))
    }
  }

  /// A copy that is never freed, as an image is never unloaded.
  fileprivate func permanentCopy() -> UnsafePointer<GameTable> {
    let copy = UnsafeMutablePointer<GameTable>.allocate(capacity: 1)
    unsafe copy.initialize(to: self)
    return unsafe UnsafePointer(copy)
  }
}
