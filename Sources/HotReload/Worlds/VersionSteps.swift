import CGameABI
import Glibc
import WorldState

/// The game's own migration: `migrate` of an image for each version between two worlds, up or down.
@safe struct VersionSteps {
  /// The world before the automatic migration. Only read.
  let source: Arena
  let layout: Layout
  /// The version that the values of the source have; see `WorldPast.unmigratedVersion`.
  let version: UInt32
  let image: GameImage
  /// Whether the image is an earlier build that takes over again; see `WorldStore.transfer`.
  let isReturn: Bool

  private var steps: [VersionStep] { VersionStep.chain(from: version, to: image.worldVersion) }

  var isEmpty: Bool { version == image.worldVersion || isUnmigrated }

  /// Whether the world's values have another version, and earlier builds of the image's version already run it.
  var isUnmigrated: Bool {
    version != image.worldVersion && source.header.world_version == image.worldVersion
  }

  /// - Parameter transfer: holds the migrated world, in an arena other than `source`.
  func run(on transfer: inout WorldTransfer) throws(Rejection) {
    let target = transfer.arena
    target.header.world_version = version
    let outcome: CallOutcome = unsafe layout.withTable { first in
      unsafe image.layout.withTable { own in
        for step in steps {
          // The first step reads the source itself. Every other one reads what the step before made.
          let copy = unsafe step.from == version ? nil : Self.copy(of: target)
          defer { unsafe copy?.deallocate() }
          let old = unsafe copy?.assumingMemoryBound(to: WorldHeader.self) ?? source.headerPointer
          let info = unsafe MigrationInfo(
            struct_size: UInt32(MemoryLayout<MigrationInfo>.size), from_version: step.from,
            to_version: step.to, unused: 0, old_world: UnsafePointer(old),
            old_layout: unsafe copy == nil ? first : own, new_world: target.headerPointer,
            first_world: UnsafePointer(source.headerPointer), first_layout: first)
          let outcome = unsafe GameCalls(image: image).migrate(info)
          guard outcome == .ok else { return outcome }
          target.header.world_version = step.to
          transfer.versionSteps += 1
        }
        return .ok
      }
    }
    switch outcome {
    case .ok: break
    case .none: try acceptMissingMigration(&transfer)
    case .failed, .crashed: throw Rejection(.migrate, outcome)
    }
  }

  /// A build that was written for the older world cannot have a way down. Its world keeps the meaning that it has: going
  /// forward again must not migrate it a second time.
  private func acceptMissingMigration(_ transfer: inout WorldTransfer) throws(Rejection) {
    guard isReturn else { throw .missingMigration(from: version, to: image.worldVersion) }
    transfer.past.unmigratedVersion = transfer.arena.header.world_version
    transfer.arena.header.world_version = image.worldVersion
  }

  /// A copy of the world, which the caller deallocates.
  private static func copy(of world: Arena) -> UnsafeMutableRawPointer {
    let copy = UnsafeMutableRawPointer.allocate(byteCount: world.bytesUsed, alignment: 64)
    unsafe copy.copyMemory(from: world.base, byteCount: world.bytesUsed)
    return unsafe copy
  }
}

extension Rejection {
  /// A new build has another `worldVersion` than the world, and no `migrate`.
  fileprivate static func missingMigration(from: UInt32, to: UInt32) -> Rejection {
    let steps = VersionStep.chain(from: from, to: to, maxSteps: maxStubSteps)
    let body = steps.map { step in
      "    if migration.from == \(step.from) { /* change `world` to version \(step.to) */ }\n"
    }
    return Rejection(
      stage: Callback.migrate.rawValue,
      reason:
        "worldVersion is \(to), the world is of version \(from), and the game has no migrate: its values would "
        + "never be migrated. Add this function, or set worldVersion back to \(from):\n"
        + "  mutating func migrate(_ world: inout World, _ migration: Migration) throws {\n"
        + "    // migration.old is the world of version migration.from.\n" + body.joined() + "  }")
  }

  private static var maxStubSteps: Int { 5 }
}
