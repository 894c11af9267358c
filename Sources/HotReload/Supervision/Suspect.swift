import Foundation
import Synchronization
import WorldState

/// A generation whose code runs for the first time in this process, or in the place of the running one. It is recorded before
/// its first instruction runs, and takes the blame if the host dies meanwhile.
struct Suspect: Codable, Equatable, Sendable {
  let number: UInt64
  let sourceHash: String
  let isOptimised: Bool

  /// Code that a client sent is no generation.
  static let evaluation = Suspect(number: 0, sourceHash: "", isOptimised: false)
}

/// The generations that are blamed if the host dies now, in memory that outlives it. Empty most of the time.
///
/// Each place is written by one thread at a time, and is consistent after every single store.
@safe final class SuspectRecords: @unchecked Sendable {
  enum Place: Int, CaseIterable {
    /// On the loop's thread: a generation takes over the world, or runs its first tick and draws its first frame.
    case entering
    /// On the thread that loads images: constructors and the entry function run.
    case loading
    /// On the loop's thread: a generation computes and draws an earlier world. Blamed only if the game is to blame.
    case viewing
    /// On the loop's thread: code runs that a client sent. It takes the blame from the game, whatever happens.
    case evaluating
  }

  /// Bytes of each place.
  private static let capacity = 4096
  static let size = capacity * Place.allCases.count
  /// In front of the bytes: their number, 0 for none.
  private static let headSize = 8

  private let memory: Arena
  private let offset: Int

  /// - Parameter offset: of `size` bytes in the memory.
  init(memory: Arena, offset: Int) {
    self.memory = memory
    self.offset = offset
  }

  /// Records a generation until `end`.
  func begin(_ suspect: Suspect, _ place: Place) {
    guard let bytes = try? JSONEncoder().encode(suspect), bytes.count <= Self.capacity - Self.headSize
    else { return }
    end(place)
    let start = unsafe start(place)
    for (index, byte) in bytes.enumerated() {
      unsafe start.storeBytes(of: byte, toByteOffset: Self.headSize + index, as: UInt8.self)
    }
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    unsafe start.storeBytes(of: UInt32(bytes.count), as: UInt32.self)
    atomicMemoryFence(ordering: .sequentiallyConsistent)
  }

  func end(_ place: Place) {
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    unsafe start(place).storeBytes(of: 0, as: UInt32.self)
    atomicMemoryFence(ordering: .sequentiallyConsistent)
  }

  func read(_ place: Place) -> Suspect? {
    let start = unsafe start(place)
    let count = unsafe Int(start.load(as: UInt32.self))
    guard (1...Self.capacity - Self.headSize).contains(count) else { return nil }
    let bytes = unsafe Data(bytes: start + Self.headSize, count: count)
    return try? JSONDecoder().decode(Suspect.self, from: bytes)
  }

  private func start(_ place: Place) -> UnsafeMutableRawPointer {
    unsafe memory.base + offset + place.rawValue * Self.capacity
  }
}
