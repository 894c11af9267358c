import HostSystem
import WorldState

/// What the author answered about renames, in this run and in earlier ones. An answer holds for the two layouts that it was
/// given for: going back and forward, a resumed run and a loaded world do not ask again.
///
/// Confined to the loop's thread.
final class RenameAnswers {
  private struct Entry: Codable {
    let question: RenameQuestion.ID
    let answer: RenameAnswer
  }

  /// The oldest are forgotten.
  private static let maxEntries = 200

  private let file: JSONRecord<[Entry]>?
  private var entries: [Entry]

  /// - Parameter path: the file that keeps them for later runs; nil for none.
  init(path: String?) {
    file = path.map { JSONRecord(path: $0) }
    entries = file?.read() ?? []
  }

  subscript(question: RenameQuestion) -> RenameAnswer? {
    entries.last { $0.question == question.id }?.answer
  }

  func record(_ answer: RenameAnswer, to question: RenameQuestion) {
    entries.removeAll { $0.question == question.id }
    entries.append(Entry(question: question.id, answer: answer))
    entries.removeFirst(max(0, entries.count - Self.maxEntries))
    file?.write(entries)
  }
}
