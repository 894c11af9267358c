import WorldState

/// The memory of a run that outlives the process that plays it: the arenas of its worlds, and its journal.
///
/// The supervisor makes it and hands the descriptors on to each host it starts; without a supervisor the host makes its own.
public final class RunMemory {
  /// The world that runs, its copy of the start of the tick, and two that migrations go to. Which of the first, third and
  /// fourth holds the running world changes in the course of a run.
  let arenas: [Arena]
  public let journal: RunJournal
  private let journalArena: Arena

  static let recoveryIndex = 1
  private static let names = ["hotloop world", "hotloop recovery", "hotloop spare 1", "hotloop spare 2"]

  /// - Parameter worldReservation: bytes that a world may use.
  public init(worldReservation: Int = Arena.defaultReservation) throws(ArenaError) {
    var arenas: [Arena] = []
    for name in Self.names { arenas.append(try Arena(name: name, bytesReserved: worldReservation)) }
    self.arenas = arenas
    journalArena = try Arena(name: "hotloop journal", bytesReserved: RunJournal.size)
    journal = RunJournal(memory: journalArena)
  }

  /// Takes over what another process made.
  /// - Parameter descriptors: as `descriptors` gave them there. Owned from here on.
  public init(inherited descriptors: [Int32]) throws(ArenaError) {
    precondition(descriptors.count == Self.names.count + 1, "one descriptor for each arena and the journal")
    var arenas: [Arena] = []
    for descriptor in descriptors.dropLast() { arenas.append(try Arena(inherited: descriptor)) }
    self.arenas = arenas
    journalArena = try Arena(inherited: descriptors[Self.names.count])
    journal = RunJournal(memory: journalArena)
  }

  /// To be inherited by a host.
  public var descriptors: [Int32] { arenas.map(\.descriptor) + [journalArena.descriptor] }
}
