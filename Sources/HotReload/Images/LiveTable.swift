import GameBuilder

/// The table of literals of a loaded image. Confined to the loop's thread once the image runs.
@safe final class LiveTable: @unchecked Sendable {
  /// What the image was entered with.
  let entered: LiveEdit
  /// The literals with the texts that are in the files now.
  var source: LiveSource
  private let memory: UnsafeMutablePointer<UInt64>

  /// - Parameter memory: of the table, filled.
  init(_ entered: LiveEdit, memory: UnsafeMutablePointer<UInt64>) {
    self.entered = entered
    source = entered.source
    unsafe self.memory = memory
  }

  /// Changes the value of a literal. No code of the game runs meanwhile: plain stores are enough.
  func store(_ text: String, in id: LiveLiteral.ID) {
    guard let (index, words) = try? source.content(of: id, text) else { return }
    for (offset, word) in words.enumerated() { unsafe memory[index + offset] = word }
  }

  /// The text that a variable was initialised with.
  func enteredText(of id: LiveLiteral.ID) -> String? { entered.values[id] ?? entered.source.text(of: id) }
}
