import WorldState

/// The migration of a world with a known past, and what has to be asked about it.
struct PlannedMigration {
  let plan: MigrationPlan
  let renames: WorldPast.Renames
  /// By the code that the world goes to, and by the author's answers.
  let declared: [DeclaredRename]
  let questions: [RenameQuestion]

  init(
    plan: MigrationPlan, renames: WorldPast.Renames, declared: [DeclaredRename], questions: [RenameQuestion]
  ) {
    self.plan = plan
    self.renames = renames
    self.declared = declared
    self.questions = questions
  }

  /// - Parameters:
  ///   - outgoing: the renames that are declared by the code that the world comes from.
  ///   - answers: those that were given; nil if nothing new is asked.
  init(
    of past: WorldPast, from layout: Layout, declaring outgoing: [DeclaredRename], to next: Generation,
    rollback: UInt64?, answers: RenameAnswers?
  ) throws(MigrationError) {
    let image = next.image
    let open = past.undoRecord?.questions ?? []
    let renames = past.renames(from: outgoing, to: image.renames, rollback: rollback)
    let known = renames.list.isEmpty && next.plan?.from == layout ? next.plan : nil
    let plan = if let known { known } else { try image.plan(from: layout, renames) }
    let found = plan.questions(declared: image.renames, open: open, asksNew: answers != nil)
    let stated = answers.map { answers in found.filter { answers[$0] == .renamed }.map(\.rename) } ?? []
    if stated.isEmpty {
      self.init(
        plan: plan, renames: renames, declared: image.renames,
        questions: found.filter { answers?[$0] != .new })
      return
    }
    let declared = image.renames + stated
    let all = past.renames(from: outgoing, to: declared, rollback: rollback)
    let better = try image.plan(from: layout, all)
    self.init(
      plan: better, renames: all, declared: declared,
      questions: better.questions(declared: declared, open: open).filter { answers?[$0] != .new })
  }
}
