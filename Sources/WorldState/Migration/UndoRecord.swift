import CGameABI

/// What is known about a world beyond its bytes: the values that migrations dropped or narrowed, so that a later migration
/// restores them, to whatever layout it leads. Each migration of the world makes a new record from the one before.
///
/// Values are found by the names of their fields, from the world down. A value is restored unless the new code changed what
/// the migrations had made of it. Pool elements are recognised by their identities, which follow them
/// wherever their pool moves them.
///
/// Padding, the offsets of pools and bytes between pools are restored too, if the migration leads to a layout that the world
/// had before and no pool has changed its elements since: so a migration there and back restores every byte.
public struct UndoRecord: Sendable {
  /// The layout of the world that the record belongs to.
  public let layout: Layout
  var values = KeptValues()
  /// The renames to ask the author about, the next one first. What they are about is kept as long as they are open.
  public private(set) var questions: [RenameQuestion] = []
  /// The newest last, one for each layout.
  var residues: [WorldResidue] = []

  /// Limits of what is kept. What the last migration dropped is always kept, and what open questions are about.
  static let maxBytes = 256 << 20
  static let maxResidues = 32

  init(layout: Layout) { self.layout = layout }

  /// Approximate size in bytes.
  public var byteCount: Int { residues.reduce(values.byteCount) { $0 + $1.byteCount } }

  /// What remains of an earlier world of this layout.
  func residue(of layout: Layout) -> WorldResidue? { residues.last { $0.layout == layout } }

  /// Opens the questions that can still be answered.
  mutating func ask(_ candidates: [RenameQuestion]) {
    let areOpen = QuestionedValues(candidates, in: layout).areOpen(in: values)
    questions = zip(candidates, areOpen).filter(\.1).map(\.0)
  }

  /// Lets the next migration carry the old values over, whatever was written to the new field since it came into being.
  public mutating func answer(_ question: RenameQuestion) {
    let answered = QuestionedValues([question], in: layout)
    for index in values.untouched.indices where answered.concern(values.untouched[index].path) {
      values.untouched[index].isAnswered = true
    }
  }

  public mutating func closeQuestions(where isAnswered: (RenameQuestion) -> Bool) {
    questions.removeAll(where: isAnswered)
  }

  mutating func add(_ residue: WorldResidue) {
    residues.removeAll { $0.layout == residue.layout }
    residues.append(residue)
    if residues.count > Self.maxResidues { residues.removeFirst() }
  }
}
