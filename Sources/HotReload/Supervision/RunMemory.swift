import Glibc
import HostSystem
import WorldState

/// The memory of a run, which outlives the host process: the arenas of the worlds, and the journal.
///
/// The supervisor creates it and passes the descriptors to each host. A host without a supervisor creates its own.
public final class RunMemory {
  /// The running world, its checkpoint at `recoveryIndex`, and two targets for migrations. Which of the three others
  /// holds the running world changes in the course of a run.
  let arenas: [Arena]
  public let journal: RunJournal
  private let journalArena: Arena

  static let recoveryIndex = 1
  private static let names = ["hotloop world", "hotloop recovery", "hotloop spare 1", "hotloop spare 2"]

  /// The maximum size of a world, in bytes: its memory is a file.
  public static var defaultReservation: Int {
    let page = Int(getpagesize())
    return min(Arena.defaultReservation, (FileSizeLimit.bytes ?? .max) / page * page)
  }

  /// - Parameter worldReservation: the maximum size of a world, in bytes.
  public convenience init(worldReservation: Int = RunMemory.defaultReservation) throws(ArenaError) {
    try self.init(beginningWith: [], worldReservation: worldReservation)
  }

  /// New memory, whose first arena is a private copy of a world of another process, copied page by page where it is
  /// written to.
  /// - Parameter descriptor: of a memory file, which has the size of the others. Owned from here on.
  convenience init(copyOf descriptor: Int32) throws(ArenaError) {
    let world = try Arena(copyOf: descriptor)
    try self.init(beginningWith: [world], worldReservation: world.bytesReserved)
  }

  private init(beginningWith existing: [Arena], worldReservation: Int) throws(ArenaError) {
    var arenas = existing
    for name in Self.names.dropFirst(existing.count) {
      arenas.append(try Arena(name: name, bytesReserved: worldReservation))
    }
    self.arenas = arenas
    journalArena = try Arena(name: "hotloop journal", bytesReserved: RunJournal.size)
    journal = RunJournal(memory: journalArena)
  }

  /// Maps the memory that another process made.
  /// - Parameter descriptors: its `descriptors`. Owned from here on.
  public init(inherited descriptors: [Int32]) throws(ArenaError) {
    precondition(descriptors.count == Self.names.count + 1, "one descriptor for each arena and the journal")
    var arenas: [Arena] = []
    for descriptor in descriptors.dropLast() { arenas.append(try Arena(inherited: descriptor)) }
    self.arenas = arenas
    journalArena = try Arena(inherited: descriptors[Self.names.count])
    journal = RunJournal(memory: journalArena)
  }

  /// For a host to inherit.
  public var descriptors: [Int32] { arenas.map(\.descriptor) + [journalArena.descriptor] }
}
