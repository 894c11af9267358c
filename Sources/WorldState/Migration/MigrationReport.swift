/// What a migration did, for the player and the event log.
public struct MigrationReport: Equatable, Sendable {
  /// Fields by action, as `MigrationPlan.summary`.
  public var actions: [String: Int] = [:]
  /// How many values of each field did not fit and became the nearest that does.
  public var saturated: [String: Int] = [:]
  /// Pool elements that were carried over.
  public var elements = 0
  /// Bytes that the new world uses.
  public var bytesUsed = 0
  /// Bytes that were kept aside for the way back.
  public var bytesKept = 0
  /// Whether what an earlier migration had kept aside was put back.
  public var restored = false
}

/// A finished migration: what it did, and what it kept aside for the way back.
public struct Migration: Sendable {
  public var report: MigrationReport
  /// Hand it to the plan that leads back. Nil where nothing was asked to be kept, or both layouts are equal.
  public var residue: Residue?
}
